package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cpu.simd.kernel.AtEveryWidth;
import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Compute;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Compute#FAST}: packed weights in 8 bits, near to exact, and as predictable. */
@AtEveryWidth
class FastComputeTest {
  private static final int ROWS = 13;
  private static final int INPUTS = 389;
  private static final int OUTPUTS = 301;

  @Test
  void aPackedWeightTakesAQuarter() {
    assertThat(run(Compute.FAST, 1, DType.F32, ROWS).weightBytes)
        .isLessThan(run(Compute.EXACT, 1, DType.F32, ROWS).weightBytes * 3 / 10);
  }

  /**
   * A step is 1/127 of the greatest of some 389 deviates, which is near 3, and rounding to steps is
   * off by 0.29 of one in the mean square: 0.007 of a deviate, and of a product. A gated one has
   * two such factors.
   */
  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void productsAreAsFarOffAsRoundingMakesThem(DType type) {
    Products exact = run(Compute.EXACT, 1, type, ROWS);
    Products fast = run(Compute.FAST, 1, type, ROWS);
    assertThat(distance(fast.linear, exact.linear)).isBetween(0.006, 0.009);
    assertThat(distance(fast.gated, exact.gated)).isBetween(0.008, 0.013);
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
    SimdProvider provider = new SimdProvider();
    Availability.Available available = (Availability.Available) provider.probe();
    BackendOptions options = BackendOptions.DEFAULT.withThreads(threads).withCompute(compute);
    try (Backend backend = provider.open(available.devices().getFirst(), options);
        Scope scope = backend.newScope("products");
        CommandQueue queue = backend.newQueue("products")) {
      Tensor in = normal(queue, scope, 1, rows, INPUTS);
      PackedWeight weight = packed(backend, queue, scope, 2, type);
      PackedWeight other = packed(backend, queue, scope, 3, type);
      Tensor bias = normal(queue, scope, 4, OUTPUTS);
      Tensor linear = scope.allocate(DType.F32, rows, OUTPUTS);
      queue.run(new PackedLinear(in, weight, bias, Activation.GELU, linear));
      Tensor gated = scope.allocate(DType.F32, rows, OUTPUTS);
      queue.run(new PackedGatedMlp(in, weight, other, null, null, Activation.SILU, gated));
      return new Products(read(queue, linear), read(queue, gated), weight.byteSize());
    }
  }

  private static PackedWeight packed(
      Backend backend, CommandQueue queue, Scope scope, int seed, DType type) {
    Tensor values = normal(queue, scope, seed, OUTPUTS, INPUTS);
    Tensor weight = scope.allocate(type, OUTPUTS, INPUTS);
    queue.run(new Copy(values, weight));
    return backend.pack(weight, scope);
  }

  private static Tensor normal(CommandQueue queue, Scope scope, int seed, int... shape) {
    Tensor tensor = scope.allocate(DType.F32, shape);
    Random random = new Random(seed);
    float[] values = new float[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  private static float[] read(CommandQueue queue, Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    queue.download(tensor, MemorySegment.ofArray(values));
    return values;
  }
}
