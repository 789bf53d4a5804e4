package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;
import static dev.heed.testkit.cases.Sizes.text;

import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Gradients of products with a weight, as much of them as is asked for. */
public final class LinearGradientCases {
  private static final int[] FEATURES = {
    1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 97
  };
  private static final int[] INNER = {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 129};

  /** Rows, inner size and features of products that are worth splitting or blocking. */
  private static final int[][] GREAT = {
    {64, 129, 200}, {1, 384, 1000}, {130, 257, 97}, {1030, 33, 50}, {530, 48, 64}
  };

  /** Which of the three gradients: in, weight, bias. */
  private record Asked(boolean in, boolean weight, boolean bias) {
    static final List<Asked> ALL =
        List.of(
            new Asked(true, true, true),
            new Asked(true, false, false),
            new Asked(false, true, false),
            new Asked(true, true, false),
            new Asked(false, true, true),
            new Asked(false, false, true),
            new Asked(true, false, true));

    /** One after the other. */
    static Asked number(int n) {
      return ALL.get(n % ALL.size());
    }

    LinearGradient over(Data data, DType stored, int features, int... shapeOfIn) {
      int[] shapeOfOut = shapeOfIn.clone();
      shapeOfOut[shapeOfOut.length - 1] = features;
      int inner = shapeOfIn[shapeOfIn.length - 1];
      return new LinearGradient(
          weight ? data.floats(shapeOfIn) : null,
          in ? data.stored(stored, features, inner) : null,
          data.floats(shapeOfOut),
          in ? data.output(shapeOfIn) : null,
          weight ? data.floats(features, inner) : null,
          bias ? data.floats(features) : null);
    }

    @Override
    public String toString() {
      return (in ? " in" : "") + (weight ? " weight" : "") + (bias ? " bias" : "");
    }
  }

  private LinearGradientCases() {}

  public static List<Case> linear() {
    List<Case> cases = new ArrayList<>();
    for (int c = 0; c < FEATURES.length; c++) {
      int rows = Sizes.ROWS[c * 5 % Sizes.ROWS.length];
      int inner = INNER[c * 3 % INNER.length];
      cases.add(linear(Asked.number(c), DType.F32, FEATURES[c], rows, inner));
      cases.add(linear(Asked.number(0), DType.F32, FEATURES[c], rows + 1, inner));
    }
    for (int c = 0; c < INNER.length; c++) {
      cases.add(linear(Asked.number(c + 1), DType.F32, 40, 13, INNER[c]));
    }
    for (int[] great : GREAT) {
      cases.add(linear(Asked.number(0), DType.F32, great[2], great[0], great[1]));
      cases.add(linear(Asked.number(1), DType.F32, great[2], great[0], great[1]));
    }
    for (DType stored : List.of(DType.F16, DType.BF16)) {
      for (int c = 0; c < FEATURES.length; c += 5) {
        cases.add(linear(Asked.number(c % 2), stored, FEATURES[c], c + 1, INNER[c % 16]));
      }
      cases.add(linear(Asked.number(1), stored, 97, 33, 257));
    }
    for (DType stored : List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1)) {
      cases.add(linear(Asked.number(1), stored, 37, 5, 64));
      cases.add(linear(Asked.number(0), stored, 16, 9, 32));
      cases.add(linear(Asked.number(1), stored, 161, 20, 288));
    }
    for (Asked asked : Asked.ALL) {
      cases.add(linear(asked, DType.F32, 6, 0, 5));
      cases.add(linear(asked, DType.F32, 6, 5, 0));
      cases.add(linear(asked, DType.F32, 0, 5, 6));
      cases.add(linear(asked, DType.F32, 18, 29));
      cases.add(linear(asked, DType.F32, 18, 2, 3, 19));
    }
    cases.add(linear(Asked.number(0), DType.F32, 9, 2, 3, 4, 17));
    cases.add(linear(Asked.number(0), DType.F32, 9, 2, 0, 17));
    cases.add(special("NaN and infinity", Asked.number(1)));
    cases.add(special("NaN and infinity", Asked.number(4)));
    return cases;
  }

  private static Case linear(Asked asked, DType stored, int features, int... shapeOfIn) {
    String sizes = text(shapeOfIn) + "x" + features;
    return made(
        "%s,%s,of%s".formatted(stored, sizes, asked),
        data -> asked.over(data, stored, features, shapeOfIn));
  }

  private static Case special(String what, Asked asked) {
    return made(
        "%s,of%s".formatted(what, asked),
        data -> {
          LinearGradient op = asked.over(data, DType.F32, 50, 9, 35);
          data.held(op.outGradient()).set(3 * 50 + 7, Float.NaN);
          data.held(op.outGradient()).set(5 * 50 + 49, Float.POSITIVE_INFINITY);
          Tensor other = asked.in ? op.weight() : op.in();
          data.held(Objects.requireNonNull(other)).set(2 * 35 + 1, Float.NEGATIVE_INFINITY);
          return op;
        });
  }
}
