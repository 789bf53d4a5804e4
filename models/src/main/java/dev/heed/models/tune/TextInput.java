package dev.heed.models.tune;

import dev.heed.models.data.Example;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.List;

/**
 * How the texts of an example become tokens.
 *
 * @param tokenizer of the model
 * @param columns one, or two whose texts go together
 * @param normalization before the tokenizer
 * @param maxTokens most tokens, special ones included; longer texts are cut
 */
record TextInput(
    Tokenizer tokenizer, List<String> columns, TextNormalization normalization, int maxTokens) {
  TextInput {
    columns = checked(columns);
  }

  /**
   * The same columns.
   *
   * @throws IllegalArgumentException unless there are one or two
   */
  static List<String> checked(List<String> columns) {
    if (columns.isEmpty() || columns.size() > 2) {
      throw new IllegalArgumentException(
          "expected one column of texts, or two that go together, found " + columns);
    }
    return List.copyOf(columns);
  }

  /**
   * Most tokens of a text.
   *
   * @param wanted by the user; 0 for what the model was made for
   * @throws ModelException when the model has fewer positions
   */
  static int limit(EncoderPlan plan, EmbeddingSettings embedding, int wanted) {
    int most = plan.spec().maxTokens();
    if (wanted > most) {
      throw new ModelException(
          "model '%s' takes texts of at most %,d tokens; %,d were asked for"
              .formatted(plan.name(), most, wanted));
    }
    int own = embedding.maxTokens() > 0 ? Math.min(embedding.maxTokens(), most) : most;
    return wanted > 0 ? wanted : own;
  }

  /** The tokens of an example as it is. */
  EncodedText encode(Example example) {
    return encode(columns.stream().map(example::get).toList());
  }

  /** The tokens of texts, one for each column. */
  EncodedText encode(List<String> texts) {
    EncodeOptions limited = EncodeOptions.DEFAULT.limitedTo(maxTokens);
    Encoding encoding =
        texts.size() == 1
            ? tokenizer.encode(normalization.apply(texts.getFirst()), limited)
            : tokenizer.encodePair(
                normalization.apply(texts.getFirst()),
                normalization.apply(texts.getLast()),
                limited);
    return new EncodedText(
        encoding.ids(), encoding.typeIds(), encoding.words(), encoding.truncated());
  }
}
