package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;
import static dev.heed.testkit.cases.Sizes.text;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Fill, combine, multiply, activate. */
public final class ElementCases {
  private ElementCases() {}

  public static List<Case> fill() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : Sizes.shapes()) {
      cases.add(made(text(shape), data -> new Fill(data.output(shape), 1.5f)));
    }
    cases.add(made(text(Sizes.SHARED), data -> new Fill(data.output(Sizes.SHARED), 1.5f)));
    for (float value :
        new float[] {0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 3e38f}) {
      cases.add(made("3x17 of " + value, data -> new Fill(data.output(3, 17), value)));
    }
    return cases;
  }

  public static List<Case> combine() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : Sizes.shapes()) {
      int width = shape[shape.length - 1];
      String name = text(shape);
      cases.add(
          made(
              name + ",sum",
              data -> Combine.sum(data.floats(shape), data.floats(shape), data.output(shape))));
      cases.add(
          made(
              name + ",0.7a-1.3b",
              data ->
                  new Combine(
                      0.7f, data.floats(shape), -1.3f, data.floats(shape), data.output(shape))));
      cases.add(
          made(
              name + ",row",
              data ->
                  new Combine(
                      1.1f, data.floats(shape), 0.3f, data.floats(width), data.output(shape))));
      cases.add(
          made(
              name + ",scaled",
              data -> Combine.scaled(-2.7f, data.floats(shape), data.output(shape))));
    }
    cases.add(
        made(
            text(Sizes.SHARED) + ",0.7a-1.3b",
            data ->
                new Combine(
                    0.7f,
                    data.floats(Sizes.SHARED),
                    -1.3f,
                    data.floats(Sizes.SHARED),
                    data.output(Sizes.SHARED))));
    cases.add(
        made(
            text(Sizes.SHARED) + ",scaled",
            data -> Combine.scaled(-2.7f, data.floats(Sizes.SHARED), data.output(Sizes.SHARED))));
    cases.add(
        made(
            "5x13,a with itself",
            data -> {
              Tensor a = data.floats(5, 13);
              return new Combine(0.4f, a, 2.2f, a, data.output(5, 13));
            }));
    cases.add(
        made(
            "5x13,special",
            data ->
                Combine.sum(
                    data.holding(Values.special(5, 13)),
                    data.holding(Values.special(5, 13)),
                    data.output(5, 13))));
    cases.add(
        made(
            "8x64,special and row",
            data ->
                new Combine(
                    1,
                    data.holding(Values.special(8, 64)),
                    -1,
                    data.floats(64),
                    data.output(8, 64))));
    cases.add(
        made(
            "3x31,special scaled by 0",
            data -> Combine.scaled(0, data.holding(Values.special(3, 31)), data.output(3, 31))));
    return cases;
  }

  public static List<Case> multiply() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : Sizes.shapes()) {
      int width = shape[shape.length - 1];
      cases.add(
          made(
              text(shape),
              data -> new Multiply(data.floats(shape), data.floats(shape), data.output(shape))));
      cases.add(
          made(
              text(shape) + ",row",
              data -> new Multiply(data.floats(shape), data.floats(width), data.output(shape))));
    }
    cases.add(
        made(
            text(Sizes.SHARED),
            data ->
                new Multiply(
                    data.floats(Sizes.SHARED),
                    data.floats(Sizes.SHARED),
                    data.output(Sizes.SHARED))));
    cases.add(
        made(
            "7x64,special",
            data ->
                new Multiply(
                    data.holding(Values.special(7, 64)), data.floats(7, 64), data.output(7, 64))));
    cases.add(
        made(
            "7x19,special by special",
            data ->
                new Multiply(
                    data.holding(Values.special(7, 19)),
                    data.holding(Values.special(19)),
                    data.output(7, 19))));
    cases.add(
        made(
            "3x11,a with itself",
            data -> {
              Tensor a = data.floats(3, 11);
              return new Multiply(a, a, data.output(3, 11));
            }));
    return cases;
  }

  public static List<Case> activate() {
    List<Case> cases = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      String name = activation.name().toLowerCase(Locale.ROOT);
      for (int[] shape : List.of(new int[] {3, 17}, new int[] {1, 1}, new int[] {5, 64})) {
        cases.add(
            made(
                name + "," + text(shape),
                data -> new Activate(activation, data.between(-6, 6, shape), data.output(shape))));
      }
      cases.add(
          made(
              name + ",special",
              data ->
                  new Activate(
                      activation, data.holding(Values.special(9, 65)), data.output(9, 65))));
      cases.add(
          made(
              name + ",ramp",
              data ->
                  new Activate(
                      activation,
                      data.holding(Values.ramp(-20, 20, 40, 101)),
                      data.output(40, 101))));
      cases.add(
          made(
              name + ",near 0",
              data ->
                  new Activate(activation, data.between(-1e-3, 1e-3, 4, 33), data.output(4, 33))));
    }
    for (int[] shape : Sizes.shapes()) {
      cases.add(
          made(
              "gelu," + text(shape) + ",sizes",
              data ->
                  new Activate(Activation.GELU, data.between(-4, 4, shape), data.output(shape))));
    }
    cases.add(
        made(
            "gelu," + text(Sizes.SHARED),
            data ->
                new Activate(
                    Activation.GELU,
                    data.between(-4, 4, Sizes.SHARED),
                    data.output(Sizes.SHARED))));
    return cases;
  }
}
