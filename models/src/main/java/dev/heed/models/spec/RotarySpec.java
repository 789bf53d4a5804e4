package dev.heed.models.spec;

import dev.heed.engine.op.RotaryPairing;

/**
 * A rotation of queries and keys: pair i at place p turns by p · frequency[i].
 *
 * @param base of the frequencies: frequency[i] = base^(−i / pairs) before scaling
 * @param pairs that are turned, from the first element of a head on
 * @param pairing which two elements make a pair
 * @param scaling for texts longer than the model was first trained on
 */
public record RotarySpec(double base, int pairs, RotaryPairing pairing, RotaryScaling scaling) {
  public RotarySpec {
    if (!(base > 0) || Double.isInfinite(base) || pairs < 1) {
      throw new ModelException(
          "rotary positions: a base of %s and %d pairs".formatted(base, pairs));
    }
  }

  /** The same with another scaling. */
  public RotarySpec withScaling(RotaryScaling other) {
    return new RotarySpec(base, pairs, pairing, other);
  }

  /**
   * The angle of each pair for one step in the text: [pairs].
   *
   * @param tokens longest text of the run; some scalings differ beyond the length that the model
   *     was first trained on
   */
  public double[] frequencies(int tokens) {
    double[] frequencies = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      frequencies[i] = Math.pow(base, -(double) i / pairs);
    }
    scaling.apply(frequencies, base, tokens);
    return frequencies;
  }
}
