package dev.heed.models.spec;

import dev.heed.engine.op.Activation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RoBERTa (Liu et al., 2019) and its multilingual and French kin: BERT with positions that start
 * behind the padding token, and heads of its own.
 */
final class RobertaFamily implements Family {
  @Override
  public List<String> modelTypes() {
    return List.of("roberta", "xlm-roberta", "camembert");
  }

  @Override
  public List<String> prefixes() {
    return List.of("roberta.", "");
  }

  @Override
  public TransformerSpec body(Config config) {
    int rows = config.size("max_position_embeddings", Limits.ROWS);
    int padding = config.sizeOr("pad_token_id", Limits.ROWS, 1);
    return BertFamily.body(config, new PositionScheme.LearnedAfterPadding(rows, padding));
  }

  @Override
  public HeadSpec head(Config config) {
    return Architectures.head(config, hiddenOfTexts(), Activation.GELU);
  }

  @Override
  public @Nullable Activation hiddenOfTexts() {
    return Activation.TANH;
  }

  @Override
  public Activation hiddenOfWords(TransformerSpec body) {
    return Activation.GELU;
  }

  @Override
  public NameMap names(String prefix, HeadSpec head) {
    return NameMap.of(
        prefix,
        BertFamily.BODY,
        switch (head) {
          case HeadSpec.None none -> Map.of();
          case HeadSpec.SequenceClassification c ->
              Map.of(
                  Part.HEAD_DENSE, "classifier.dense",
                  Part.HEAD_OUT, "classifier.out_proj");
          case HeadSpec.Pooled p -> Map.of(Part.HEAD_OUT, HeadSpec.Pooled.MODULE);
          case HeadSpec.TokenClassification c -> Map.of(Part.HEAD_OUT, "classifier");
          case HeadSpec.MaskedLanguage m ->
              Map.of(
                  Part.HEAD_DENSE, "lm_head.dense",
                  Part.HEAD_NORM, "lm_head.layer_norm",
                  Part.HEAD_OUT, "lm_head.decoder",
                  Part.HEAD_OUT_BIAS, "lm_head");
        });
  }
}
