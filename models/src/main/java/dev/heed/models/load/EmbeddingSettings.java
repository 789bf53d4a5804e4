package dev.heed.models.load;

import dev.heed.engine.op.Pooling;
import dev.heed.models.checkpoint.SentenceSettings;
import dev.heed.models.spec.ModelException;
import java.util.List;

/**
 * How an embedding model wants its states made into a vector.
 *
 * @param pooling of a text's states
 * @param normalize whether vectors are scaled to length 1
 * @param maxTokens longest text that it was made for; 0 for the limit of its positions
 * @param textPrefix put before a text that is neither question nor passage; may be empty
 * @param queryPrefix put before a question; may be empty
 * @param passagePrefix put before what is searched; may be empty
 */
public record EmbeddingSettings(
    Pooling pooling,
    boolean normalize,
    int maxTokens,
    String textPrefix,
    String queryPrefix,
    String passagePrefix) {
  /** The mean over all tokens, scaled to length 1, without prefixes. */
  public static final EmbeddingSettings MEAN = plain(Pooling.MEAN, 0);

  /** Names under which models keep the prefix of what is searched. */
  private static final List<String> PASSAGE_PROMPTS = List.of("passage", "document", "corpus");

  static EmbeddingSettings plain(Pooling pooling, int maxTokens) {
    return new EmbeddingSettings(pooling, true, maxTokens, "", "", "");
  }

  EmbeddingSettings withPrefixes(String query, String passage) {
    return new EmbeddingSettings(pooling, normalize, maxTokens, textPrefix, query, passage);
  }

  /**
   * What sentence-transformers wrote.
   *
   * @param origin of the settings, for error texts
   * @throws ModelException when it names a step that is not supported
   */
  static EmbeddingSettings of(SentenceSettings written, String origin) {
    if (!written.otherModules().isEmpty()) {
      throw new ModelException(
          "%s: modules.json names %s; supported are Transformer, Pooling and Normalize"
              .formatted(origin, String.join(", ", written.otherModules())));
    }
    String query = written.prompts().getOrDefault("query", "");
    String passage =
        PASSAGE_PROMPTS.stream()
            .filter(written.prompts()::containsKey)
            .map(written.prompts()::get)
            .findFirst()
            .orElse("");
    String text =
        written.defaultPrompt().map(name -> written.prompts().getOrDefault(name, "")).orElse("");
    if (!written.includePrompt() && !(query + passage + text).isEmpty()) {
      throw new ModelException(
          "%s: include_prompt is false, and leaving a prompt's tokens out of the pooling is not supported"
              .formatted(origin));
    }
    return new EmbeddingSettings(
        pooling(written.pooling(), origin),
        written.normalize(),
        written.maxTokens().orElse(0),
        text,
        query,
        passage);
  }

  static Pooling pooling(List<SentenceSettings.Pooling> written, String origin) {
    if (written.size() != 1) {
      throw unsupported(written, origin);
    }
    return switch (written.getFirst()) {
      case CLS -> Pooling.CLS;
      case MEAN -> Pooling.MEAN;
      case MAX -> Pooling.MAX;
      case LAST -> Pooling.LAST;
      case MEAN_SQRT_LENGTH, WEIGHTED_MEAN -> throw unsupported(written, origin);
    };
  }

  private static ModelException unsupported(List<SentenceSettings.Pooling> written, String origin) {
    return new ModelException(
        "%s: pools by %s; supported is one of CLS, MEAN, MAX and LAST".formatted(origin, written));
  }
}
