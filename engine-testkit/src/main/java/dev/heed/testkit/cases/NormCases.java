package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;
import static dev.heed.testkit.cases.Sizes.text;

import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Norms and softmax: ops that reduce a row and come back to it. */
public final class NormCases {
  private NormCases() {}

  public static List<Case> norm() {
    List<Case> cases = new ArrayList<>();
    for (NormKind kind : NormKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      for (int[] shape : Sizes.shapes()) {
        int width = shape[shape.length - 1];
        int variant = cases.size() % 4;
        cases.add(
            made(
                "%s,%s%s%s"
                    .formatted(
                        name,
                        text(shape),
                        variant != 1 ? ",weight" : "",
                        variant < 2 ? ",bias" : ""),
                data ->
                    Norm.of(
                        kind,
                        data.between(-3, 5, shape),
                        variant != 1 ? data.floats(width) : null,
                        variant < 2 ? data.floats(width) : null,
                        1e-5f,
                        data.output(shape))));
      }
      cases.add(normStatistics(kind, name, 5, 33));
      cases.add(normStatistics(kind, name, 2, 3, 64));
      cases.add(normStatistics(kind, name, 17));
      cases.add(normStatistics(kind, name, Sizes.SHARED));
      cases.add(plain(name + ",around 1000", kind, data -> data.between(999, 1001, 6, 100), 1e-5f));
      cases.add(
          plain(name + ",small values", kind, data -> data.between(-1e-4, 1e-4, 6, 47), 1e-12f));
      cases.add(plain(name + ",epsilon 0", kind, data -> data.between(-1, 1, 6, 47), 0f));
      cases.add(
          plain(
              name + ",rows of zeros",
              kind,
              data -> {
                Tensor in = data.floats(4, 29);
                Values.fillRow(data.held(in), 1, 0);
                Values.fillRow(data.held(in), 3, 0);
                return in;
              },
              1e-6f));
      cases.add(
          plain(
              name + ",constant rows",
              kind,
              data -> {
                Tensor in = data.floats(4, 32);
                Values.fillRow(data.held(in), 0, 3);
                Values.fillRow(data.held(in), 2, -0.5);
                return in;
              },
              1e-5f));
      cases.add(plain(name + ",NaN and infinity", kind, NormCases::withSpecialRows, 1e-5f));
    }
    return cases;
  }

  public static List<Case> addNorm() {
    List<Case> cases = new ArrayList<>();
    for (NormKind kind : NormKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      for (int[] shape : Sizes.shapes()) {
        int width = shape[shape.length - 1];
        int variant = cases.size() % 4;
        cases.add(
            made(
                "%s,%s%s%s%s"
                    .formatted(
                        name,
                        text(shape),
                        variant != 1 ? ",weight" : "",
                        variant < 2 ? ",bias" : "",
                        variant % 2 == 0 ? ",sum" : ""),
                data ->
                    new AddNorm(
                        kind,
                        data.between(-3, 5, shape),
                        data.between(-2, 2, shape),
                        variant != 1 ? data.floats(width) : null,
                        variant < 2 ? data.floats(width) : null,
                        1e-5f,
                        variant % 2 == 0 ? data.output(shape) : null,
                        data.output(shape))));
      }
      cases.add(
          made(
              name + ",NaN and infinity",
              data ->
                  new AddNorm(
                      kind,
                      withSpecialRows(data),
                      data.floats(6, 35),
                      data.floats(35),
                      null,
                      1e-6f,
                      data.output(6, 35),
                      data.output(6, 35))));
      cases.add(
          made(
              name + ",a with itself",
              data -> {
                Tensor a = data.floats(3, 24);
                return new AddNorm(
                    kind, a, a, data.floats(24), null, 1e-6f, null, data.output(3, 24));
              }));
      cases.add(
          made(
              name + "," + text(Sizes.SHARED),
              data ->
                  new AddNorm(
                      kind,
                      data.between(-3, 5, Sizes.SHARED),
                      data.between(-2, 2, Sizes.SHARED),
                      data.floats(Sizes.SHARED[1]),
                      null,
                      1e-5f,
                      data.output(Sizes.SHARED),
                      data.output(Sizes.SHARED))));
      cases.add(
          made(
              name + ",great sums",
              data ->
                  new AddNorm(
                      kind,
                      data.between(900, 1100, 5, 65),
                      data.between(-1e-3, 1e-3, 5, 65),
                      null,
                      null,
                      1e-5f,
                      data.output(5, 65),
                      data.output(5, 65))));
    }
    return cases;
  }

  public static List<Case> normalize() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : Sizes.shapes()) {
      cases.add(
          made(
              text(shape),
              data -> new NormalizeRows(data.floats(shape), 1e-12f, data.output(shape))));
    }
    cases.add(
        made(
            text(Sizes.SHARED),
            data ->
                new NormalizeRows(data.floats(Sizes.SHARED), 1e-12f, data.output(Sizes.SHARED))));
    cases.add(
        made(
            "below epsilon",
            data -> new NormalizeRows(data.between(-1e-4, 1e-4, 5, 40), 0.5f, data.output(5, 40))));
    cases.add(
        made(
            "rows of zeros",
            data ->
                new NormalizeRows(
                    data.holding(Values.ramp(0, 0, 3, 19)), 1e-12f, data.output(3, 19))));
    cases.add(
        made(
            "NaN and infinity",
            data -> new NormalizeRows(withSpecialRows(data), 1e-6f, data.output(6, 35))));
    return cases;
  }

  public static List<Case> softmax() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : Sizes.shapes()) {
      cases.add(softmax(text(shape), -4, 4, shape));
    }
    cases.add(softmax(text(Sizes.SHARED), -4, 4, Sizes.SHARED));
    cases.add(softmax("around 1000", 990, 1010, 5, 70));
    cases.add(softmax("far apart", -200, 200, 9, 70));
    cases.add(softmax("one column", -5, 5, 9, 1));
    cases.add(
        made("without logSumExp", data -> Softmax.of(data.floats(4, 33), data.output(4, 33))));
    cases.add(
        made(
            "in place of nothing: -infinity alone, among others, +infinity, NaN",
            data -> {
              HostTensor in = data.held(data.floats(8, 41));
              Values.fillRow(in, 0, Float.NEGATIVE_INFINITY);
              in.set(41, Float.NEGATIVE_INFINITY);
              in.set(2 * 41 - 1, Float.NEGATIVE_INFINITY);
              Values.fillRow(in, 2, Float.NEGATIVE_INFINITY);
              in.set(2 * 41 + 17, -3);
              in.set(3 * 41 + 5, Float.POSITIVE_INFINITY);
              in.set(4 * 41 + 40, Float.NaN);
              in.set(5 * 41, Float.NaN);
              Values.fillRow(in, 6, Float.NEGATIVE_INFINITY);
              in.set(6 * 41 + 40, Float.NaN);
              return new Softmax(data.holding(in), data.output(8, 41), data.output(8));
            }));
    cases.add(
        made(
            "equal values",
            data ->
                new Softmax(
                    data.holding(Values.ramp(7, 7, 5, 19)), data.output(5, 19), data.output(5))));
    return cases;
  }

  private static Case softmax(String what, double low, double high, int... shape) {
    return made(
        what,
        data ->
            new Softmax(
                data.between(low, high, shape), data.output(shape), data.output(perRow(shape))));
  }

  private static Case normStatistics(NormKind kind, String name, int... shape) {
    return made(
        "%s,%s,statistics".formatted(name, text(shape)),
        data ->
            new Norm(
                kind,
                data.between(-1, 4, shape),
                data.floats(shape[shape.length - 1]),
                null,
                1e-5f,
                data.output(shape),
                data.output(perRow(shape)),
                data.output(perRow(shape))));
  }

  private static Case plain(String what, NormKind kind, Function<Data, Tensor> in, float epsilon) {
    return made(
        what,
        data -> {
          Tensor values = in.apply(data);
          int width = values.width();
          return Norm.of(
              kind,
              values,
              data.floats(width),
              data.floats(width),
              epsilon,
              data.output(values.layout().shape()));
        });
  }

  /** [6, 35]: NaN in row 1, +∞ in row 3, both infinities in row 4. */
  private static Tensor withSpecialRows(Data data) {
    Tensor in = data.floats(6, 35);
    HostTensor values = data.held(in);
    values.set(35 + 34, Float.NaN);
    values.set(3 * 35 + 11, Float.POSITIVE_INFINITY);
    values.set(4 * 35, Float.POSITIVE_INFINITY);
    values.set(4 * 35 + 20, Float.NEGATIVE_INFINITY);
    return in;
  }

  /** The sizes but the last, [1] for a vector. */
  private static int[] perRow(int... shape) {
    return shape.length == 1 ? new int[] {1} : Arrays.copyOf(shape, shape.length - 1);
  }
}
