package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;
import static dev.heed.testkit.cases.Sizes.text;

import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gradients of norms and of softmax. */
public final class NormGradientCases {
  private NormGradientCases() {}

  public static List<Case> norm() {
    List<Case> cases = new ArrayList<>();
    for (NormKind kind : NormKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      List<int[]> shapes = Sizes.shapes();
      for (int s = 0; s < shapes.size(); s++) {
        cases.add(norm(name, kind, s, -3, 5, 1e-5f, shapes.get(s)));
      }
      cases.add(norm(name + ",around 1000", kind, 0, 999, 1001, 1e-5f, 6, 100));
      cases.add(norm(name + ",small values", kind, 0, -1e-4, 1e-4, 1e-12f, 6, 47));
      cases.add(norm(name + ",epsilon 0", kind, 3, -1, 1, 0, 6, 47));
      cases.add(norm(name + ",one row", kind, 0, -1, 1, 1e-5f, 1, 500));
      cases.add(norm(name + ",many rows", kind, 0, -1, 1, 1e-5f, 700, 3));
      cases.add(norm(name + ",shared", kind, 0, -3, 5, 1e-5f, Sizes.SHARED_PAIR));
      cases.add(norm(name + ",rows alone", kind, 3, -3, 5, 1e-5f, Sizes.SHARED_PAIR));
      cases.add(
          made(
              name + ",constant rows",
              data -> {
                Tensor in = data.floats(4, 32);
                Values.fillRow(data.held(in), 0, 3);
                Values.fillRow(data.held(in), 2, 0);
                return norm(data, kind, 0, in, data.floats(4, 32), 1e-5f);
              }));
      cases.add(
          made(
              name + ",NaN",
              data -> {
                Tensor in = data.floats(6, 35);
                Tensor outGradient = data.floats(6, 35);
                data.held(in).set(35 + 34, Float.NaN);
                data.held(outGradient).set(4 * 35 + 7, Float.NaN);
                return norm(data, kind, 0, in, outGradient, 1e-5f);
              }));
      cases.add(
          made(
              name + ",NaN and infinity, rows alone",
              data -> {
                Tensor in = data.floats(6, 35);
                HostTensor values = data.held(in);
                values.set(35 + 34, Float.NaN);
                values.set(3 * 35 + 11, Float.POSITIVE_INFINITY);
                return norm(data, kind, 3, in, data.floats(6, 35), 1e-5f);
              }));
    }
    return cases;
  }

  private static Case norm(
      String name,
      NormKind kind,
      int variant,
      double low,
      double high,
      float epsilon,
      int... shape) {
    return made(
        "%s,%s,variant %d".formatted(name, text(shape), variant % 5),
        data ->
            norm(
                data,
                kind,
                variant % 5,
                data.between(low, high, shape),
                data.floats(shape),
                epsilon));
  }

  /** All gradients in two variants of five, one of the parameters' or none in the others. */
  private static NormGradient norm(
      Data data, NormKind kind, int variant, Tensor in, Tensor outGradient, float epsilon) {
    int width = in.width();
    return new NormGradient(
        kind,
        in,
        variant == 1 ? null : data.floats(width),
        epsilon,
        outGradient,
        data.output(in.layout().shape()),
        variant < 3 ? data.floats(width) : null,
        variant < 2 || variant == 4 ? data.floats(width) : null);
  }

  public static List<Case> normalize() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : Sizes.shapes()) {
      cases.add(normalize(text(shape), -1, 1, 1e-12f, shape));
    }
    cases.add(normalize("shared", -1, 1, 1e-12f, Sizes.SHARED_PAIR));
    cases.add(normalize("below epsilon", -1e-4, 1e-4, 0.5f, 5, 40));
    cases.add(normalize("great", 900, 1100, 1e-6f, 5, 40));
    cases.add(
        made(
            "a row of zeros",
            data -> {
              Tensor in = data.floats(3, 19);
              Values.fillRow(data.held(in), 1, 0);
              return new NormalizeRowsGradient(in, 1e-3f, data.floats(3, 19), data.output(3, 19));
            }));
    cases.add(
        made(
            "NaN and infinity",
            data -> {
              Tensor in = data.floats(6, 35);
              Tensor outGradient = data.floats(6, 35);
              data.held(in).set(35 + 34, Float.NaN);
              data.held(in).set(3 * 35, Float.POSITIVE_INFINITY);
              data.held(outGradient).set(5 * 35 + 1, Float.NaN);
              return new NormalizeRowsGradient(in, 1e-6f, outGradient, data.output(6, 35));
            }));
    return cases;
  }

  private static Case normalize(String what, double low, double high, float epsilon, int... shape) {
    return made(
        what,
        data ->
            new NormalizeRowsGradient(
                data.between(low, high, shape), epsilon, data.floats(shape), data.output(shape)));
  }

  public static List<Case> softmax() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : Sizes.shapes()) {
      cases.add(softmax(text(shape), -4, 4, shape));
    }
    cases.add(softmax("shared", -4, 4, Sizes.SHARED_PAIR));
    cases.add(softmax("far apart", -200, 200, 9, 70));
    cases.add(
        made(
            "equal gradients",
            data ->
                new SoftmaxGradient(
                    softmaxOf(data, -2, 2, 5, 40),
                    data.holding(Values.ramp(1, 1, 5, 40)),
                    data.output(5, 40))));
    cases.add(
        made(
            "rows of zeros",
            data -> {
              Tensor out = data.between(0, 0.1, 4, 33);
              Values.fillRow(data.held(out), 2, 0);
              return new SoftmaxGradient(out, data.floats(4, 33), data.output(4, 33));
            }));
    cases.add(
        made(
            "NaN and infinity",
            data -> {
              Tensor out = data.between(0, 0.1, 5, 33);
              Tensor outGradient = data.floats(5, 33);
              data.held(out).set(33 + 4, Float.NaN);
              data.held(outGradient).set(3 * 33, Float.NaN);
              return new SoftmaxGradient(out, outGradient, data.output(5, 33));
            }));
    return cases;
  }

  private static Case softmax(String what, double low, double high, int... shape) {
    return made(
        what,
        data ->
            new SoftmaxGradient(
                softmaxOf(data, low, high, shape), data.floats(shape), data.output(shape)));
  }

  /** What the softmax of drawn values gave. */
  private static Tensor softmaxOf(Data data, double low, double high, int... shape) {
    Softmax before = Softmax.of(data.between(low, high, shape), data.output(shape));
    return data.given(before, 0);
  }
}
