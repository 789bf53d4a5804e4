package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cpu.simd.kernel.AtEveryWidth;
import dev.heed.engine.Compute;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Compute#FAST}: packed weights in Q8_0, near to exact, and as predictable. */
@AtEveryWidth
class FastComputeTest {
  private static final int ROWS = 13;
  private static final int INPUTS = 416;
  private static final int OUTPUTS = 301;

  @Test
  void aPackedWeightTakesAQuarter() {
    assertThat(run(Compute.FAST, 1, DType.F32, ROWS).weightBytes)
        .isLessThan(run(Compute.EXACT, 1, DType.F32, ROWS).weightBytes * 3 / 10);
  }

  /**
   * A step is 1/127 of the greatest of 32 deviates, which is near 2.4, and rounding to steps is off
   * by 0.29 of one in the mean square: 0.0055 of a deviate, and of a product. A gated one has two
   * such factors.
   */
  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void productsAreAsFarOffAsRoundingMakesThem(DType type) {
    Products exact = run(Compute.EXACT, 1, type, ROWS);
    Products fast = run(Compute.FAST, 1, type, ROWS);
    assertThat(distance(fast.linear, exact.linear)).isBetween(0.005, 0.006);
    assertThat(distance(fast.gated, exact.gated)).isBetween(0.006, 0.010);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY, 1e8f})
  void aWeightWithANumberThatNoScaleReachesStaysAsItIs(float value) {
    try (ProductBench bench = new ProductBench(Compute.FAST, 2)) {
      Tensor weight = bench.normal(2, OUTPUTS, INPUTS);
      bench.queue.run(new Fill(weight.select(0, 200).slice(0, 7, 8), value));
      assertThat(bench.backend.pack(weight, bench.scope).format()).doesNotContain("Q8_0");
    }
  }

  @Test
  void aWeightWhoseInputsFillNoBlocksStaysAsItIs() {
    try (ProductBench bench = new ProductBench(Compute.FAST, 2)) {
      Tensor weight = bench.normal(2, OUTPUTS, INPUTS - 1);
      assertThat(bench.backend.pack(weight, bench.scope).format()).doesNotContain("Q8_0");
    }
  }

  @Test
  void threadsChangeNoBit() {
    Products one = run(Compute.FAST, 1, DType.F32, ROWS);
    Products three = run(Compute.FAST, 3, DType.F32, ROWS);
    assertThat(three.linear).containsExactly(one.linear);
    assertThat(three.gated).containsExactly(one.gated);
  }

  @Test
  void aRowAmongOthersHasTheBitsOfOneAlone() {
    Products many = run(Compute.FAST, 1, DType.F32, ROWS);
    Products alone = run(Compute.FAST, 1, DType.F32, 1);
    assertThat(Arrays.copyOf(many.linear, OUTPUTS)).containsExactly(alone.linear);
    assertThat(Arrays.copyOf(many.gated, OUTPUTS)).containsExactly(alone.gated);
  }

  /** √(Σ (a − b)² / Σ b²). */
  private static double distance(float[] a, float[] b) {
    double difference = 0;
    double sum = 0;
    for (int i = 0; i < b.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      sum += Math.pow(b[i], 2);
    }
    return Math.sqrt(difference / sum);
  }

  private record Products(float[] linear, float[] gated, long weightBytes) {}

  private static Products run(Compute compute, int threads, DType type, int rows) {
    try (ProductBench bench = new ProductBench(compute, threads)) {
      Tensor in = bench.normal(1, rows, INPUTS);
      PackedWeight weight = packed(bench, 2, type);
      PackedWeight other = packed(bench, 3, type);
      Tensor bias = bench.normal(4, OUTPUTS);
      Tensor linear = bench.scope.allocate(DType.F32, rows, OUTPUTS);
      bench.queue.run(new PackedLinear(in, weight, bias, Activation.GELU, linear));
      Tensor gated = bench.scope.allocate(DType.F32, rows, OUTPUTS);
      bench.queue.run(new PackedGatedMlp(in, weight, other, null, null, Activation.SILU, gated));
      return new Products(bench.read(linear), bench.read(gated), weight.byteSize());
    }
  }

  private static PackedWeight packed(ProductBench bench, int seed, DType type) {
    Tensor values = bench.normal(seed, OUTPUTS, INPUTS);
    Tensor weight = bench.scope.allocate(type, OUTPUTS, INPUTS);
    bench.queue.run(new Copy(values, weight));
    return bench.backend.pack(weight, bench.scope);
  }
}
