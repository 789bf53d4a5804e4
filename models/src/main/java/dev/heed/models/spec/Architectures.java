package dev.heed.models.spec;

import dev.heed.engine.op.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which head the class name under {@code architectures} stands for. */
final class Architectures {
  private Architectures() {}

  /**
   * The head that a configuration names.
   *
   * @param hidden activation of a sequence classification head's own dense layer, or null where it
   *     reads the pooler
   * @param masked activation of a masked language head
   */
  static HeadSpec head(Config config, @Nullable Activation hidden, Activation masked) {
    String architecture = config.architecture();
    if (architecture == null || architecture.endsWith("Model")) {
      return HeadSpec.NONE;
    }
    if (architecture.endsWith("ForSequenceClassification")) {
      List<String> labels = config.labels();
      return new HeadSpec.SequenceClassification(labels, config.problem(labels.size()), hidden);
    }
    if (architecture.endsWith("ForTokenClassification")) {
      return new HeadSpec.TokenClassification(config.labels());
    }
    if (architecture.endsWith("ForMaskedLM")) {
      return new HeadSpec.MaskedLanguage(masked, config.flagOr("tie_word_embeddings", true));
    }
    throw new ModelException(
        "%s: 'architectures' names %s, whose head is not supported; supported are …Model, …ForSequenceClassification, …ForTokenClassification and …ForMaskedLM"
            .formatted(config.origin(), architecture));
  }
}
