package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;

import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.List;

/** Cross-entropy and its gradient: smoothed, weighted, and with rows that do not count. */
public final class CrossEntropyCases {
  private static final float[] SMOOTHINGS = {0, 0.1f, 0, 0.5f, 0.9f};

  private CrossEntropyCases() {}

  public static List<Case> losses() {
    return cases(false);
  }

  public static List<Case> gradients() {
    return cases(true);
  }

  private static List<Case> cases(boolean gradient) {
    List<Case> cases = new ArrayList<>();
    for (int w = 0; w < Sizes.WIDTHS.length; w++) {
      int rows = Sizes.ROWS[w * 5 % Sizes.ROWS.length];
      cases.add(drawn("sizes", gradient, w, -4, 4, rows, Sizes.WIDTHS[w]));
    }
    for (int variant = 0; variant < 10; variant++) {
      cases.add(drawn("settings", gradient, variant, -4, 4, 9, 30));
    }
    cases.add(drawn("many classes", gradient, 1, -4, 4, 3, 5000));
    cases.add(drawn("around 1000", gradient, 3, 990, 1010, 5, 70));
    cases.add(drawn("far apart", gradient, 5, -150, 150, 9, 70));
    cases.add(drawn("no rows", gradient, 1, -1, 1, 0, 7));
    cases.add(drawn("shared", gradient, 1, -4, 4, Sizes.SHARED[0], Sizes.SHARED[1]));
    cases.add(
        made(
            "nothing counts, even NaN",
            data -> {
              Tensor logits = data.holding(Values.special(3, 41));
              return op(data, gradient, 0, logits, HostTensor.ofInts(-100, -100, -100));
            }));
    cases.add(
        made(
            "infinity and NaN",
            data -> {
              Tensor logits = data.between(-3, 3, 5, 41);
              HostTensor values = data.held(logits);
              values.set(7, Float.NEGATIVE_INFINITY);
              values.set(41 + 40, Float.NaN);
              values.set(2 * 41 + 3, Float.POSITIVE_INFINITY);
              return op(data, gradient, 0, logits, HostTensor.ofInts(3, 5, 6, 40, -100));
            }));
    cases.add(
        made(
            "an impossible target: infinity",
            data -> {
              Tensor logits = data.between(-3, 3, 4, 33);
              data.held(logits).set(33 + 9, Float.NEGATIVE_INFINITY);
              return op(data, gradient, 0, logits, HostTensor.ofInts(0, 9, 32, 9));
            }));
    return cases;
  }

  private static Case drawn(
      String what, boolean gradient, int variant, double low, double high, int rows, int classes) {
    return made(
        "%s,%dx%d,variant %d".formatted(what, rows, classes, variant),
        data ->
            op(
                data,
                gradient,
                variant,
                data.between(low, high, rows, classes),
                targets(data, rows, classes)));
  }

  /** One in five does not count. */
  private static HostTensor targets(Data data, int rows, int classes) {
    int[] targets = new int[rows];
    for (int r = 0; r < rows; r++) {
      targets[r] = data.oneIn(5) ? CrossEntropy.IGNORED : data.number(classes);
    }
    return HostTensor.ofInts(targets);
  }

  private static Op op(
      Data data, boolean gradient, int variant, Tensor logits, HostTensor targets) {
    int rows = logits.size(0);
    int classes = logits.size(1);
    float smoothing = SMOOTHINGS[variant % SMOOTHINGS.length];
    Tensor classWeights = variant % 2 == 0 ? null : data.between(0.1, 2, classes);
    return gradient
        ? new CrossEntropyGradient(
            logits,
            data.holding(targets),
            smoothing,
            classWeights,
            data.floats(rows),
            data.output(rows, classes))
        : new CrossEntropy(
            logits,
            data.holding(targets),
            smoothing,
            classWeights,
            data.output(rows),
            variant % 3 == 0 ? data.output(rows) : null);
  }
}
