package dev.heed.models.load;

import dev.heed.models.nn.Parameter;
import dev.heed.models.random.SplitMix;
import dev.heed.models.spec.NewModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.zip.CRC32;

/**
 * What parameters begin with that no checkpoint has: matrices and tables are drawn from a normal
 * distribution (Devlin et al., 2018: of deviation 0.02), biases are 0, norms 1. A parameter's
 * values depend on the seed and its name alone.
 *
 * @param seed of all draws
 * @param deviation of the normal distribution, by a parameter's name
 * @param isNew which parameters may be absent from the checkpoint; any other is an error
 */
public record InitialValues(
    long seed, ToDoubleFunction<String> deviation, Predicate<String> isNew) {
  /** The usual deviation. */
  public static final float DEVIATION = 0.02f;

  /** Everything must be in the checkpoint. */
  public static final InitialValues NONE = new InitialValues(0, 0, module -> false);

  /** With one deviation for all. */
  public InitialValues(long seed, float deviation, Predicate<String> isNew) {
    this(seed, name -> deviation, isNew);
  }

  /** All parameters of a model from nothing. */
  public static InitialValues of(NewModel model, long seed) {
    return new InitialValues(seed, model::deviation, name -> true);
  }

  /** Values of one parameter. */
  float[] of(String name, Parameter.Kind kind, int elements) {
    float[] values = new float[elements];
    switch (kind) {
      case MATRIX, TABLE -> draw(name, values);
      case BIAS, ADAPTER -> {}
      case NORM -> Arrays.fill(values, 1);
    }
    return values;
  }

  /** By the method of Box and Muller (1958), in strict arithmetic: the same on every machine. */
  private void draw(String name, float[] values) {
    long state = state(seed, name);
    double wide = deviation.applyAsDouble(name);
    for (int i = 0; i < values.length; i += 2) {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit(SplitMix.mix(state + i))));
      double angle = 2 * Math.PI * unit(SplitMix.mix(state + i + 1));
      values[i] = (float) (wide * radius * StrictMath.cos(angle));
      if (i + 1 < values.length) {
        values[i + 1] = (float) (wide * radius * StrictMath.sin(angle));
      }
    }
  }

  /** Evenly between −limit and limit. */
  static float[] uniform(long seed, String name, int elements, double limit) {
    long state = state(seed, name);
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = (float) (limit * (2 * unit(SplitMix.mix(state + i)) - 1));
    }
    return values;
  }

  private static long state(long seed, String name) {
    CRC32 hash = new CRC32();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    return SplitMix.mix(seed ^ (hash.getValue() << 32 | 0x9E3779B9L));
  }

  /** At least 0 and below 1. */
  private static double unit(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }
}
