package dev.heed.models.evaluate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a masked language model is measured by: how well it knew the tokens that were hidden.
 *
 * @param nats Σ −ln p over the hidden tokens, at least 0; NaN where the model gave no numbers
 * @param tokens that were hidden, at least one
 * @param right those that it held for the likeliest
 */
public record MaskedLanguageMetrics(double nats, long tokens, long right) implements Metrics {
  public MaskedLanguageMetrics {
    if (nats < 0) {
      throw Inputs.wrong("masked language model", nats + " nats; expected at least 0");
    }
    if (tokens < 1 || right < 0 || right > tokens) {
      throw Inputs.wrong(
          "masked language model",
          "%,d tokens and %,d that are right; expected at least one, and no more that are right"
              .formatted(tokens, right));
    }
  }

  /** Nats a hidden token: the mean cross-entropy. */
  public double loss() {
    return nats / tokens;
  }

  /**
   * e^loss: as if the model chose among so many tokens each time. It sees what stands on both
   * sides, so that this is not comparable with the perplexity of a language model.
   */
  public double perplexity() {
    return Math.exp(loss());
  }

  /** The part of the hidden tokens that it held for the likeliest. */
  public double accuracy() {
    return (double) right / tokens;
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    return new MetricMap()
        .put("maskedTokens", tokens)
        .put("loss", loss())
        .put("perplexity", perplexity())
        .put("accuracy", accuracy())
        .done();
  }
}
