package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Attention of one sequence against the formula in double precision. */
@AtEveryWidth
class AttentionKernelTest {
  private static final Visibility WINDOW = new Visibility.Local(5, 2);

  /** Lengths around a tile, a unit and a block; heads that share keys; every kind of mask. */
  static final List<AttentionCase> CASES =
      List.of(
          new AttentionCase(1, 1, 1, 1, 1, 1, Visibility.ALL),
          new AttentionCase(7, 7, 2, 1, 32, 32, Visibility.ALL),
          new AttentionCase(25, 31, 4, 2, 16, 48, Visibility.ALL),
          new AttentionCase(40, 40, 3, 1, 8, 5, Visibility.CAUSAL),
          new AttentionCase(3, 300, 6, 3, 64, 64, Visibility.CAUSAL),
          new AttentionCase(1, 513, 4, 4, 20, 33, Visibility.CAUSAL),
          new AttentionCase(200, 300, 2, 2, 4, 3, WINDOW),
          new AttentionCase(97, 257, 4, 2, 7, 16, Visibility.CAUSAL),
          new AttentionCase(30, 20, 1, 1, 8, 8, Visibility.CAUSAL),
          new AttentionCase(30, 20, 1, 1, 8, 8, WINDOW));

  /** Those in which a query may as well come alone, its past in a cache. */
  static final List<AttentionCase> CACHED_CASES =
      CASES.stream()
          .filter(c -> c.visibility.equals(Visibility.CAUSAL) && c.queries <= c.keys)
          .toList();

  @ParameterizedTest
  @FieldSource("CASES")
  void equalsTheFormula(AttentionCase c) {
    c.run().compareWithFormula();
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void equalsTheFormulaWithSoftCapBiasAndSlopes(AttentionCase c) {
    c.withEverything().run().compareWithFormula();
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void keysInSixteenBitsGiveTheBitsOfTheirValues(AttentionCase c) {
    for (DType type : List.of(DType.F16, DType.BF16)) {
      AttentionCase stored = c.roundedTo(type).run();
      AttentionCase wide = c.roundedTo(type);
      wide.stored = DType.F32;
      wide.run();
      assertThat(stored.out).containsExactly(wide.out);
      assertThat(stored.weights).containsExactly(wide.weights);
      assertThat(stored.logSumExp).containsExactly(wide.logSumExp);
    }
  }

  @ParameterizedTest
  @FieldSource("CACHED_CASES")
  void aQueryAloneHasTheBitsItHasAmongOthers(AttentionCase c) {
    AttentionCase all = c.withCapAndSlopes().run();
    for (int i = c.queries - 1; i >= 0; i -= 7) {
      AttentionCase alone =
          new AttentionCase(1, c.keys - (c.queries - 1 - i), c).withCapAndSlopes();
      alone.q = Arrays.copyOfRange(c.q, i * c.qWidth(), (i + 1) * c.qWidth());
      int width = c.heads * c.valueSize;
      assertThat(alone.run().out)
          .containsExactly(Arrays.copyOfRange(all.out, i * width, (i + 1) * width));
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void whatIsInvisibleIsNeverRead(AttentionCase c) {
    float[] clean = c.run().out.clone();
    boolean[] seen = new boolean[c.keys];
    for (int i = 0; i < c.queries; i++) {
      for (int j = c.first(i); j < c.end(i); j++) {
        seen[j] = true;
      }
    }
    AttentionCase spoilt = new AttentionCase(c.queries, c.keys, c);
    for (int j = 0; j < c.keys; j++) {
      if (!seen[j]) {
        Arrays.fill(spoilt.k, j * c.kWidth(), (j + 1) * c.kWidth(), Float.NaN);
        Arrays.fill(spoilt.v, j * c.vWidth(), (j + 1) * c.vWidth(), Float.NaN);
      }
    }
    assertThat(spoilt.run().out).containsExactly(clean);
  }

  @Test
  void aNanThatSomeRowsSeeStaysOutOfTheOthers() {
    AttentionCase c = new AttentionCase(50, 50, 1, 1, 8, 8, Visibility.CAUSAL);
    float[] clean = c.run().out.clone();
    Arrays.fill(c.v, 29 * 8, 30 * 8, Float.NaN);
    c.run();
    for (int i = 0; i < 50; i++) {
      for (int d = 0; d < 8; d++) {
        if (i < 29) {
          assertThat(c.out[i * 8 + d]).isEqualTo(clean[i * 8 + d]);
        } else {
          assertThat(c.out[i * 8 + d]).isNaN();
        }
      }
    }
  }

  @Test
  void scoresOfMinusInfinityAloneGiveZero() {
    AttentionCase c = new AttentionCase(3, 300, 1, 1, 8, 8, Visibility.ALL).withEverything();
    c.bias = Arrays32.random(900, 4);
    Arrays.fill(c.bias, 300, 600, Float.NEGATIVE_INFINITY);
    c.run();
    assertThat(Arrays.copyOfRange(c.out, 8, 16)).containsOnly(0f);
    assertThat(c.logSumExp[1]).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Arrays.copyOfRange(c.weights, 300, 600)).containsOnly(0f);
    c.compareWithFormula();
  }

  @Test
  void aNanScoreMakesItsWholeRowNan() {
    AttentionCase c = new AttentionCase(2, 300, 1, 1, 8, 8, Visibility.ALL).withEverything();
    c.bias = new float[600];
    Arrays.fill(c.bias, Float.NEGATIVE_INFINITY);
    c.bias[299] = Float.NaN;
    c.run();
    assertThat(Arrays.copyOfRange(c.out, 0, 8)).containsOnly(Float.NaN);
    assertThat(Arrays.copyOfRange(c.out, 8, 16)).containsOnly(0f);
  }
}
