package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;
import static dev.heed.testkit.cases.Sizes.text;

import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Steps of optimisers: every setting, over parameters of every size. */
public final class UpdateCases {
  /** A step over tensors of one shape, its settings chosen by a number. */
  private interface Maker {
    Op make(Data data, int variant, int... shape);
  }

  private UpdateCases() {}

  public static List<Case> sgd() {
    return cases(12, UpdateCases::sgd);
  }

  public static List<Case> adagrad() {
    return cases(4, UpdateCases::adagrad);
  }

  public static List<Case> rmsProp() {
    return cases(8, UpdateCases::rmsProp);
  }

  public static List<Case> adam() {
    return cases(12, UpdateCases::adam);
  }

  private static List<Case> cases(int variants, Maker maker) {
    List<Case> cases = new ArrayList<>();
    List<int[]> shapes = Sizes.shapes();
    for (int s = 0; s < shapes.size(); s++) {
      int[] shape = shapes.get(s);
      int variant = s % variants;
      cases.add(
          made(
              "%s,variant %d,sizes".formatted(text(shape), variant),
              data -> maker.make(data, variant, shape)));
    }
    for (int variant = 0; variant < variants; variant++) {
      int settings = variant;
      cases.add(made("variant " + variant, data -> maker.make(data, settings, 5, 37)));
    }
    cases.add(made("shared", data -> maker.make(data, variants - 1, Sizes.SHARED_TRIPLE)));
    cases.add(
        made(
            "NaN",
            data -> {
              Op op = maker.make(data, variants - 1, 5, 33);
              int at = 3;
              for (Tensor input : op.inputs()) {
                data.held(input).set(at, Float.NaN);
                at += 31;
              }
              return op;
            }));
    return cases;
  }

  private static Op sgd(Data data, int variant, int... shape) {
    boolean remembers = variant % 3 != 0;
    boolean isFirst = variant % 3 == 2;
    Tensor velocity = remembers ? data.floats(shape) : null;
    if (velocity != null && isFirst && velocity.elements() > 0) {
      data.held(velocity).set(0, Float.NaN);
    }
    return new SgdStep(
        data.floats(shape),
        data.floats(shape),
        velocity,
        0.1f,
        0.9f,
        variant % 4 == 0 ? 0.3f : 0,
        variant % 2 == 1,
        isFirst,
        variant < 6 ? 0 : 0.01f,
        variant % 4 == 3 ? 0.25f : 1);
  }

  private static Op adagrad(Data data, int variant, int... shape) {
    return new AdagradStep(
        data.floats(shape),
        data.floats(shape),
        data.between(0, 2, shape),
        0.05f,
        variant % 2 == 0 ? 1e-10f : 0.1f,
        variant < 2 ? 0 : 0.01f,
        variant == 3 ? -0.5f : 1);
  }

  /** Squares that exceed the mean's square, as those of a row of steps do. */
  private static Op rmsProp(Data data, int variant, int... shape) {
    return new RmsPropStep(
        data.floats(shape),
        data.floats(shape),
        data.between(0.5, 1, shape),
        variant % 2 == 0 ? null : data.between(-0.3, 0.3, shape),
        variant % 4 < 2 ? null : data.floats(shape),
        0.01f,
        0.99f,
        1e-8f,
        0.9f,
        variant < 4 ? 0 : 0.02f,
        variant % 4 == 3 ? 2 : 1);
  }

  /** The moments of the first step are 0, those of later ones are not. */
  private static Op adam(Data data, int variant, int... shape) {
    int step = variant % 4 == 0 ? 1 : 1 + 10 * variant;
    boolean isFirst = step == 1;
    float beta1 = 0.9f;
    float beta2 = variant % 3 == 2 ? 0.95f : 0.999f;
    return new AdamStep(
        data.floats(shape),
        data.floats(shape),
        isFirst ? data.holding(Values.ramp(0, 0, shape)) : data.floats(shape),
        isFirst ? data.holding(Values.ramp(0, 0, shape)) : data.between(0.01, 1, shape),
        variant % 3 == 0 ? null : data.between(0, 1, shape),
        0.01f,
        beta1,
        beta2,
        1e-8f,
        variant < 4 ? 0 : 0.05f,
        variant % 2 == 1,
        variant == 6 ? 1 : (float) (1 - Math.pow(beta1, step)),
        variant == 6 ? 1 : (float) (1 - Math.pow(beta2, step)),
        variant % 5 == 4 ? 0.5f : 1);
  }
}
