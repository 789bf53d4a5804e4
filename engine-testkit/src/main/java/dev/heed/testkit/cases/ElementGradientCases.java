package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;
import static dev.heed.testkit.cases.Sizes.text;

import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gradients of ops on single elements, and dropout. */
public final class ElementGradientCases {
  private static final long[] SEEDS = {
    0, 1, -1, 0x1234_5678_9ABC_DEF0L, Long.MIN_VALUE, 1L << 32, 0xFFFF_FFFFL
  };

  private static final float[] RATES = {0.1f, 0.5f, 0.9f, 0.25f, 0.999f, 1e-4f};

  private ElementGradientCases() {}

  public static List<Case> activate() {
    List<Case> cases = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      String name = activation.name().toLowerCase(Locale.ROOT);
      cases.add(activate(name + ",3x17", activation, -6, 6, 3, 17));
      cases.add(activate(name + ",5x64,near 0", activation, -1e-3, 1e-3, 5, 64));
      cases.add(
          made(
              name + ",special",
              data ->
                  activate(activation, data.holding(Values.special(9, 65)), data.floats(9, 65))));
      cases.add(
          made(
              name + ",ramp",
              data ->
                  activate(
                      activation,
                      data.holding(Values.ramp(-20, 20, 20, 101)),
                      ones(data, 20, 101))));
      // Where no slope exceeds 1, so that nothing but infinity is infinite.
      cases.add(
          made(
              name + ",special gradient",
              data ->
                  activate(
                      activation,
                      data.between(-3, -1.5, 3, 66),
                      data.holding(Values.special(3, 66)))));
    }
    for (int[] shape : Sizes.shapes()) {
      Activation activation = cases.size() % 2 == 0 ? Activation.GELU : Activation.SILU;
      String name = activation.name().toLowerCase(Locale.ROOT);
      cases.add(activate(name + "," + text(shape) + ",sizes", activation, -4, 4, shape));
    }
    cases.add(
        activate("gelu," + text(Sizes.SHARED_PAIR), Activation.GELU, -4, 4, Sizes.SHARED_PAIR));
    return cases;
  }

  private static Case activate(
      String what, Activation activation, double low, double high, int... shape) {
    return made(
        what, data -> activate(activation, data.between(low, high, shape), data.floats(shape)));
  }

  private static ActivateGradient activate(Activation activation, Tensor in, Tensor outGradient) {
    return new ActivateGradient(
        activation, in, outGradient, Tensor.shapeOnly(in.dtype(), in.layout().shape()));
  }

  private static Tensor ones(Data data, int... shape) {
    return data.holding(Values.ramp(1, 1, shape));
  }

  public static List<Case> gatedMlp() {
    List<Case> cases = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      String name = activation.name().toLowerCase(Locale.ROOT);
      cases.add(gatedMlp(name, activation, 5, 33));
      cases.add(
          made(
              name + ",special",
              data ->
                  gatedMlp(
                      activation,
                      data.holding(Values.special(5, 65)),
                      data.floats(5, 65),
                      data.floats(5, 65))));
    }
    List<int[]> shapes = Sizes.shapes();
    for (int s = 0; s < shapes.size(); s++) {
      Activation activation = s % 2 == 0 ? Activation.SILU : Activation.GELU;
      cases.add(gatedMlp("sizes", activation, shapes.get(s)));
    }
    cases.add(gatedMlp("shared", Activation.SILU, Sizes.SHARED_TRIPLE));
    cases.add(
        made(
            "NaN and infinity",
            data -> {
              Tensor gate = data.floats(4, 19);
              Tensor up = data.floats(4, 19);
              Tensor outGradient = data.floats(4, 19);
              data.held(gate).set(3, Float.NaN);
              data.held(up).set(19 + 4, Float.NaN);
              data.held(up).set(19 + 5, Float.POSITIVE_INFINITY);
              data.held(outGradient).set(3 * 19 + 18, Float.NEGATIVE_INFINITY);
              return gatedMlp(Activation.SILU, gate, up, outGradient);
            }));
    return cases;
  }

  private static Case gatedMlp(String what, Activation activation, int... shape) {
    return made(
        what + "," + text(shape),
        data ->
            gatedMlp(
                activation, data.between(-4, 4, shape), data.floats(shape), data.floats(shape)));
  }

  private static GatedMlpGradient gatedMlp(
      Activation activation, Tensor gate, Tensor up, Tensor outGradient) {
    int[] shape = gate.layout().shape();
    return new GatedMlpGradient(
        activation,
        gate,
        up,
        outGradient,
        Tensor.shapeOnly(gate.dtype(), shape),
        Tensor.shapeOnly(gate.dtype(), shape));
  }

  public static List<Case> dropout() {
    List<Case> cases = new ArrayList<>();
    List<int[]> shapes = Sizes.shapes();
    for (int s = 0; s < shapes.size(); s++) {
      int[] shape = shapes.get(s);
      Chance chance =
          new Chance(RATES[s % RATES.length], SEEDS[s % SEEDS.length], s % 3 == 0 ? 0 : 1000 * s);
      cases.add(dropout("sizes", chance, shape));
    }
    for (float rate : RATES) {
      cases.add(dropout("rate " + rate, new Chance(rate, 42), 40, 101));
    }
    for (long seed : SEEDS) {
      cases.add(dropout("seed " + seed, new Chance(0.3f, seed), 7, 97));
    }
    cases.add(dropout("nothing dropped", new Chance(0, 7), 9, 40));
    cases.add(dropout("all but all dropped", new Chance(Math.nextDown(1f), 7), 9, 40));
    cases.add(
        dropout("up to the last number", new Chance(0.5f, 99, Integer.MAX_VALUE - 340), 10, 34));
    cases.add(dropout("shared", new Chance(0.1f, 5), Sizes.SHARED));
    cases.add(
        made(
            "special",
            data ->
                new Dropout(
                    new Chance(0.5f, 3), data.holding(Values.special(9, 64)), data.output(9, 64))));
    return cases;
  }

  private static Case dropout(String what, Chance chance, int... shape) {
    return made(
        "%s,%s".formatted(what, text(shape)),
        data -> new Dropout(chance, data.floats(shape), data.output(shape)));
  }
}
