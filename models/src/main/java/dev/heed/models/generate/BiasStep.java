package dev.heed.models.generate;

import java.util.Map;

/** Adds a fixed number to the logits of some tokens. */
final class BiasStep implements LogitStep {
  private final Map<Integer, Float> biases;

  BiasStep(Map<Integer, Float> biases, int vocabulary) {
    this.biases = biases;
    biases
        .keySet()
        .forEach(token -> {
          if (token >= vocabulary) {
            throw new IllegalArgumentException(
                "logitBias names token %d; the vocabulary has the tokens 0 to %d"
                    .formatted(token, vocabulary - 1));
          }
        });
  }

  @Override
  public void apply(float[] scores, int count, TokenHistory history) {
    biases.forEach((token, bias) -> scores[token] += bias);
  }
}
