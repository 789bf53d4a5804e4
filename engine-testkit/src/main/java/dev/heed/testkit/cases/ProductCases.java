package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products: tiles of 1 to 32, panels of 16 and 32, pieces and blocks of some hundreds, and
 * whatever lies between.
 */
public final class ProductCases {
  private static final List<DType> STORED = List.of(DType.F32, DType.F16, DType.BF16);
  private static final List<DType> QUANTIZED = List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1);
  private static final int[] FEATURES = {
    1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 97
  };
  private static final int[] INNER = {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 129};

  /** Rows, inner size and features of products that are worth splitting or blocking. */
  private static final int[][] GREAT = {
    {64, 129, 200},
    {1, 384, 1000},
    {130, 257, 97},
    {33, 513, 64},
    {7, 1030, 50},
    {200, 48, 48},
    {300, 401, 70},
    {530, 50, 33}
  };

  /** The same of quantized weights, whose inner sizes are whole numbers of blocks. */
  private static final int[][] GREAT_QUANTIZED = {
    {1, 384, 1000}, {130, 288, 97}, {33, 512, 64}, {7, 1056, 50}, {300, 416, 70}, {1, 1600, 161}
  };

  /** What a product is made of: rows, inner size, features. */
  private interface Maker {
    Op make(Data data, int rows, int inner, int features, int variant);
  }

  private ProductCases() {}

  public static List<Case> matMul() {
    List<Case> cases = new ArrayList<>();
    for (int flags = 0; flags < 4; flags++) {
      boolean transposeA = (flags & 1) != 0;
      boolean transposeB = (flags & 2) != 0;
      String name = (transposeA ? "aT" : "a") + (transposeB ? " bT" : " b");
      for (int c = 0; c < FEATURES.length; c++) {
        int m = Sizes.ROWS[(c * 5 + flags) % Sizes.ROWS.length];
        int inner = INNER[(c * 7 + flags) % INNER.length];
        float beta = c % 3 == 0 ? 0.5f : 0;
        cases.add(matMul(name, transposeA, transposeB, m, inner, FEATURES[c], beta));
      }
      for (int[] great : GREAT) {
        cases.add(matMul(name, transposeA, transposeB, great[0], great[1], great[2], 0));
      }
      cases.add(matMul(name, transposeA, transposeB, 5, 0, 9, 0));
      cases.add(matMul(name, transposeA, transposeB, 5, 0, 9, -2));
      cases.add(matMul(name, transposeA, transposeB, 0, 4, 9, 1));
      cases.add(matMul(name, transposeA, transposeB, 4, 4, 0, 1));
      for (boolean shared : new boolean[] {false, true}) {
        cases.add(
            made(
                "%s,batch 2x3 of 7x19x18%s".formatted(name, shared ? ",one b" : ""),
                data ->
                    new MatMul(
                        transposeA ? data.floats(2, 3, 19, 7) : data.floats(2, 3, 7, 19),
                        shared
                            ? transposeB ? data.floats(18, 19) : data.floats(19, 18)
                            : transposeB ? data.floats(2, 3, 18, 19) : data.floats(2, 3, 19, 18),
                        transposeA,
                        transposeB,
                        1,
                        0,
                        data.output(2, 3, 7, 18))));
      }
      cases.add(
          made(
              name + ",NaN and infinity",
              data -> {
                Tensor a = transposeA ? data.floats(33, 9) : data.floats(9, 33);
                Tensor b = transposeB ? data.floats(35, 33) : data.floats(33, 35);
                data.held(a).set(100, Float.NaN);
                data.held(b).set(500, Float.POSITIVE_INFINITY);
                return new MatMul(a, b, transposeA, transposeB, 1, 0, data.output(9, 35));
              }));
    }
    cases.add(
        made(
            "beta 0 over NaN",
            data -> {
              Tensor out = data.holding(Values.ramp(Float.NaN, Float.NaN, 6, 20));
              return new MatMul(data.floats(6, 11), data.floats(11, 20), false, false, 1, 0, out);
            }));
    cases.add(
        made(
            "alpha -0.125,beta 3",
            data ->
                new MatMul(
                    data.floats(9, 21),
                    data.floats(21, 17),
                    false,
                    false,
                    -0.125f,
                    3,
                    data.floats(9, 17))));
    cases.add(
        made(
            "positive values",
            data ->
                MatMul.of(
                    data.between(0.5, 1, 6, 700),
                    data.between(0.5, 1, 700, 33),
                    data.output(6, 33))));
    return cases;
  }

  public static List<Case> linear() {
    return projections((type, activation) ->
        (data, rows, inner, features, variant) ->
            new Linear(
                data.floats(rows, inner),
                data.stored(type, features, inner),
                bias(data, features, variant),
                activation,
                data.output(rows, features)));
  }

  public static List<Case> packedLinear() {
    return projections((type, activation) ->
        (data, rows, inner, features, variant) ->
            new PackedLinear(
                data.floats(rows, inner),
                data.packed(type, features, inner),
                bias(data, features, variant),
                activation,
                data.output(rows, features)));
  }

  public static List<Case> gatedMlp() {
    return projections((type, activation) ->
        (data, rows, inner, features, variant) ->
            new GatedMlp(
                data.floats(rows, inner),
                data.stored(type, features, inner),
                data.stored(type, features, inner),
                bias(data, features, variant),
                bias(data, features, variant / 2),
                activation,
                data.output(rows, features)));
  }

  public static List<Case> packedGatedMlp() {
    return projections((type, activation) ->
        (data, rows, inner, features, variant) ->
            new PackedGatedMlp(
                data.floats(rows, inner),
                data.packed(type, features, inner),
                data.packed(type, features, inner),
                bias(data, features, variant),
                bias(data, features, variant / 2),
                activation,
                data.output(rows, features)));
  }

  private interface Makers {
    Maker of(DType type, Activation activation);
  }

  private static List<Case> projections(Makers makers) {
    List<Case> cases = new ArrayList<>();
    for (DType type : STORED) {
      int step = type == DType.F32 ? 1 : 3;
      for (int rows = 1; rows <= 17; rows += step) {
        cases.add(projection(makers, type, cases.size(), rows, 37, 21));
        cases.add(projection(makers, type, cases.size(), rows, 64, 48));
      }
      for (int c = 0; c < FEATURES.length; c += step) {
        int rows = Sizes.ROWS[c * 5 % Sizes.ROWS.length];
        cases.add(
            projection(makers, type, cases.size(), rows, INNER[c * 3 % INNER.length], FEATURES[c]));
      }
      for (int c = 0; c < INNER.length; c += step) {
        cases.add(projection(makers, type, cases.size(), 1, INNER[c], FEATURES[c]));
        cases.add(projection(makers, type, cases.size(), 13, INNER[c], 40));
      }
      for (int c = 0; c < GREAT.length; c += step) {
        int[] great = GREAT[c];
        cases.add(projection(makers, type, cases.size(), great[0], great[1], great[2]));
      }
      cases.add(projection(makers, type, 1, 0, 5, 6));
      cases.add(projection(makers, type, 1, 5, 0, 6));
      cases.add(projection(makers, type, 1, 5, 6, 0));
    }
    for (DType type : QUANTIZED) {
      quantized(makers, type, cases);
    }
    for (Activation activation : Activation.values()) {
      cases.add(
          made(
              "5x20x33," + activation.name().toLowerCase(Locale.ROOT),
              data -> makers.of(DType.F32, activation).make(data, 5, 20, 33, 1)));
    }
    cases.add(
        made(
            "NaN and infinity",
            data -> {
              Op op = makers.of(DType.F32, Activation.IDENTITY).make(data, 9, 35, 50, 1);
              HostTensor in = data.held(op.inputs().getFirst());
              in.set(3 * 35 + 34, Float.NaN);
              in.set(5 * 35, Float.POSITIVE_INFINITY);
              return op;
            }));
    cases.add(made("a vector of 29 to 18", data -> vector(makers, data)));
    return cases;
  }

  private static void quantized(Makers makers, DType type, List<Case> cases) {
    for (int rows = 1; rows <= 17; rows += 2) {
      cases.add(projection(makers, type, cases.size(), rows, 64, 37));
    }
    for (int c = 0; c < FEATURES.length; c += 2) {
      int rows = c % 3 == 0 ? 1 : Sizes.ROWS[c * 5 % Sizes.ROWS.length];
      cases.add(projection(makers, type, cases.size(), rows, 32 * (1 + c % 5), FEATURES[c]));
    }
    for (int[] great : GREAT_QUANTIZED) {
      cases.add(projection(makers, type, cases.size(), great[0], great[1], great[2]));
    }
    cases.add(projection(makers, type, 1, 0, 32, 6));
    cases.add(projection(makers, type, 1, 5, 0, 6));
    cases.add(projection(makers, type, 1, 5, 32, 0));
    for (int rows : new int[] {1, 3}) {
      cases.add(
          made(
              "%s,%dx64x50,NaN and infinity".formatted(type, rows),
              data -> {
                Op op = makers.of(type, Activation.IDENTITY).make(data, rows, 64, 50, 1);
                HostTensor weight = data.held(weightOf(op, data));
                Blocks.setScale(weight, 2 * 7, Float.NaN);
                Blocks.setScale(weight, 2 * 30 + 1, Float.POSITIVE_INFINITY);
                return op;
              }));
    }
  }

  /** The first weight of a projection. */
  private static Tensor weightOf(Op op, Data data) {
    return op.packedWeights().isEmpty()
        ? op.inputs().get(1)
        : data.unpacked(op.packedWeights().getFirst());
  }

  private static Case projection(
      Makers makers, DType type, int variant, int rows, int inner, int features) {
    Activation activation =
        switch (variant % 5) {
          case 0 -> Activation.GELU;
          case 1 -> Activation.SILU;
          case 2 -> Activation.RELU;
          default -> Activation.IDENTITY;
        };
    return made(
        "%s,%dx%dx%d,%s,variant %d"
            .formatted(
                type,
                rows,
                inner,
                features,
                activation.name().toLowerCase(Locale.ROOT),
                variant % 8),
        data -> makers.of(type, activation).make(data, rows, inner, features, variant));
  }

  /** The same op with rank 1 for in and out. */
  private static Op vector(Makers makers, Data data) {
    return switch (makers.of(DType.F32, Activation.TANH).make(data, 1, 29, 18, 1)) {
      case Linear op ->
          new Linear(data.floats(29), op.weight(), op.bias(), op.activation(), data.output(18));
      case PackedLinear op ->
          new PackedLinear(
              data.floats(29), op.weight(), op.bias(), op.activation(), data.output(18));
      case GatedMlp op ->
          new GatedMlp(
              data.floats(29),
              op.gate(),
              op.up(),
              op.gateBias(),
              op.upBias(),
              op.activation(),
              data.output(18));
      case PackedGatedMlp op ->
          new PackedGatedMlp(
              data.floats(29),
              op.gate(),
              op.up(),
              op.gateBias(),
              op.upBias(),
              op.activation(),
              data.output(18));
      case Op other -> throw new IllegalStateException(other.name() + " is no projection");
    };
  }

  /** Bias in half of the variants. */
  private static @Nullable Tensor bias(Data data, int features, int variant) {
    return variant % 2 == 0 ? null : data.floats(features);
  }

  private static Case matMul(
      String name, boolean transposeA, boolean transposeB, int m, int inner, int n, float beta) {
    return made(
        "%s,%dx%dx%d%s".formatted(name, m, inner, n, beta == 0 ? "" : ",beta " + beta),
        data ->
            new MatMul(
                transposeA ? data.floats(inner, m) : data.floats(m, inner),
                transposeB ? data.floats(n, inner) : data.floats(inner, n),
                transposeA,
                transposeB,
                1,
                beta,
                beta == 0 ? data.output(m, n) : data.floats(m, n)));
  }
}
