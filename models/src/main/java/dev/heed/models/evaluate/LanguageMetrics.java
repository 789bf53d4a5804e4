package dev.heed.models.evaluate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a language model is measured by: how well it foretold a text.
 *
 * @param nats Σ −ln p over the tokens that were foretold, at least 0
 * @param tokens that were foretold, at least one
 * @param characters that these tokens spell, in code points; 0 where that is not known
 * @param bytes that these tokens spell, in UTF-8; 0 where that is not known
 */
public record LanguageMetrics(double nats, long tokens, long characters, long bytes)
    implements Metrics {
  public LanguageMetrics {
    if (!(nats >= 0)) {
      throw Inputs.wrong("language model", nats + " nats; expected at least 0");
    }
    if (tokens < 1 || characters < 0 || bytes < 0) {
      throw Inputs.wrong(
          "language model",
          "%,d tokens, %,d characters, %,d bytes; expected at least one token, none below 0"
              .formatted(tokens, characters, bytes));
    }
  }

  /** Nats a token: the mean cross-entropy. */
  public double loss() {
    return nats / tokens;
  }

  /**
   * e^loss: as if the model chose among so many tokens each time (Jelinek et al., "Perplexity — a
   * measure of the difficulty of speech recognition tasks", 1977). Models with other tokens are not
   * comparable by it.
   */
  public double perplexity() {
    return Math.exp(loss());
  }

  /** Σ −log₂ p / characters, whatever the tokens; NaN where the characters are not known. */
  public double bitsPerCharacter() {
    return bits(characters);
  }

  /** Σ −log₂ p / bytes, whatever the tokens; NaN where the bytes are not known. */
  public double bitsPerByte() {
    return bits(bytes);
  }

  private double bits(long units) {
    return units == 0 ? Double.NaN : nats / Math.log(2) / units;
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    return new MetricMap()
        .put("tokens", tokens)
        .put("loss", loss())
        .put("perplexity", perplexity())
        .put("bitsPerCharacter", bitsPerCharacter())
        .put("bitsPerByte", bitsPerByte())
        .done();
  }
}
