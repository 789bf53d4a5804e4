package dev.heed.models.save;

import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.HeadSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What there is to know of a model that is saved.
 *
 * @param model with its parameters
 * @param names that these are saved under
 * @param config its config.json
 * @param head of an encoder; {@link HeadSpec#NONE} for a decoder
 * @param isDecoder whether it is one
 * @param width of a hidden state
 * @param maxTokens longest text that it can take
 * @param inputsFirst whether the family stores matrices as [in, out]
 * @param kept which tensors of the source stay as they were
 * @param source that it came from; null for a model from nothing
 */
record SavedModel(
    LearnedModel model,
    SavedNames names,
    JsonNode config,
    HeadSpec head,
    boolean isDecoder,
    int width,
    int maxTokens,
    boolean inputsFirst,
    Kept kept,
    @Nullable ModelSource source) {
  /**
   * An encoder.
   *
   * @throws dev.heed.models.spec.ModelException where models of the source cannot be saved
   */
  static SavedModel of(
      EncoderPlan plan, LearnedEncoder model, Config config, @Nullable ModelSource source) {
    if (source != null) {
      ModelFolder.checkSource(source);
    }
    return new SavedModel(
        model,
        SavedNames.of(plan.spec(), plan.names()),
        SavedConfig.of(config, plan.spec().head()),
        plan.spec().head(),
        false,
        plan.spec().width(),
        plan.spec().maxTokens(),
        false,
        Kept.ofEncoder(plan),
        source);
  }

  /** A decoder, likewise. */
  static SavedModel of(
      DecoderPlan plan, LearnedDecoder model, Config config, @Nullable ModelSource source) {
    if (source != null) {
      ModelFolder.checkSource(source);
    }
    return new SavedModel(
        model,
        SavedNames.ofDecoder(plan.spec().family(), plan.names()),
        SavedConfig.ofDecoder(config),
        HeadSpec.NONE,
        true,
        plan.spec().width(),
        plan.spec().maxTokens(),
        plan.inputsFirst(),
        Kept.ofDecoder(plan),
        source);
  }

  /**
   * Says where texts are cut to those who know it by the tokenizer: of models that give something
   * for each token, whose sentence-transformers' files say nothing.
   *
   * @param files to be written, with those of the tokenizer
   * @param cut in tokens; 0 for the longest that the model can take
   */
  void putLimit(Map<String, byte[]> files, int cut) {
    boolean ofTokens =
        head instanceof HeadSpec.TokenClassification || head instanceof HeadSpec.MaskedLanguage;
    if (ofTokens && cut > 0) {
      byte[] known = files.get(FolderFiles.TOKENIZER_CONFIG);
      ObjectNode json =
          known != null && JsonMapper.shared().readTree(known) instanceof ObjectNode object
              ? object
              : JsonNodeFactory.instance.objectNode();
      files.put(FolderFiles.TOKENIZER_CONFIG, FolderFiles.text(json.put("model_max_length", cut)));
    }
  }

  /**
   * What sentence-transformers reads beside it, by the files' names; none where it is no embedding
   * model and has no head behind the pooling.
   *
   * @param cut where texts are cut, in tokens; 0 for the longest that the model can take
   * @param table whether columns beside the texts say something too
   */
  Map<String, JsonNode> sentenceFiles(
      @Nullable EmbeddingSettings embedding, int cut, boolean table) {
    int limit = cut > 0 ? cut : maxTokens;
    if (head instanceof HeadSpec.Pooled pooled) {
      return SentenceFiles.of(pooled, width, limit, table);
    }
    return embedding == null ? Map.of() : SentenceFiles.of(embedding, width, limit);
  }
}
