package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cpu.simd.kernel.AtEveryWidth;
import dev.heed.engine.Compute;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quantized weights: as small as they were, and with the bits of their own values in F32. */
@AtEveryWidth
class BlockWeightTest {
  private static final int INPUTS = 416;
  private static final int OUTPUTS = 301;

  @ParameterizedTest
  @EnumSource(names = {"Q8_0", "Q4_0", "Q4_1"})
  void productsHaveTheBitsOfTheDequantizedWeight(DType type) {
    for (int rows : new int[] {1, 2, 40}) {
      for (int threads : new int[] {1, 3}) {
        Products plain = run(Compute.EXACT, 1, type, true, rows);
        Products exact = run(Compute.EXACT, threads, type, false, rows);
        Products fast = run(Compute.FAST, threads, type, false, rows);
        assertThat(exact.linear).as("%d rows", rows).containsExactly(plain.linear);
        assertThat(exact.gated).as("%d rows", rows).containsExactly(plain.gated);
        assertThat(fast.linear).as("%d rows, fast", rows).containsExactly(plain.linear);
        assertThat(fast.gated).as("%d rows, fast", rows).containsExactly(plain.gated);
      }
    }
  }

  /** What fills up the last panel, an odd block and the guard aside. */
  @ParameterizedTest
  @EnumSource(names = {"Q8_0", "Q4_0", "Q4_1"})
  void aPackedWeightIsNotLarger(DType type) {
    Products packed = run(Compute.EXACT, 1, type, false, 1);
    assertThat(packed.format).contains(type.name());
    assertThat(packed.weightBytes)
        .isBetween(type.bytes(OUTPUTS * INPUTS), type.bytes(330 * (INPUTS + 32)));
  }

  @ParameterizedTest
  @EnumSource(names = {"Q8_0", "Q4_0", "Q4_1"})
  void aScaleThatIsNotFiniteIsPackedAsFloats(DType type) {
    try (ProductBench bench = new ProductBench(Compute.EXACT, 1)) {
      byte[] blocks = blocks(type, 1);
      blocks[type.blockBytes() * 20 + 1] = 0x7C;
      PackedWeight packed = bench.backend.pack(weight(bench, type, blocks), bench.scope);
      assertThat(packed.format()).doesNotContain(type.name());
    }
  }

  private record Products(float[] linear, float[] gated, long weightBytes, String format) {}

  private static Products run(
      Compute compute, int threads, DType type, boolean dequantized, int rows) {
    try (ProductBench bench = new ProductBench(compute, threads)) {
      Tensor in = bench.normal(1, rows, INPUTS);
      PackedWeight weight = packed(bench, type, blocks(type, 2), dequantized);
      PackedWeight other = packed(bench, type, blocks(type, 3), dequantized);
      Tensor linear = bench.scope.allocate(DType.F32, rows, OUTPUTS);
      bench.queue.run(new PackedLinear(in, weight, null, Activation.IDENTITY, linear));
      Tensor gated = bench.scope.allocate(DType.F32, rows, OUTPUTS);
      bench.queue.run(new PackedGatedMlp(in, weight, other, null, null, Activation.SILU, gated));
      return new Products(
          bench.read(linear), bench.read(gated), weight.byteSize(), weight.format());
    }
  }

  /** Any blocks [OUTPUTS, INPUTS] with scales between 0.001 and 0.1. */
  private static byte[] blocks(DType type, int seed) {
    byte[] bytes = new byte[Math.toIntExact(type.bytes(OUTPUTS * INPUTS))];
    Random random = new Random(seed);
    random.nextBytes(bytes);
    for (int at = 0; at < bytes.length; at += type.blockBytes()) {
      bytes[at + 1] = (byte) (0x14 + random.nextInt(0x18));
      if (type == DType.Q4_1) {
        bytes[at + 3] = (byte) (0x94 + random.nextInt(0x18));
      }
    }
    return bytes;
  }

  private static PackedWeight packed(
      ProductBench bench, DType type, byte[] blocks, boolean dequantized) {
    Tensor weight = weight(bench, type, blocks);
    if (dequantized) {
      Tensor floats = bench.scope.allocate(DType.F32, OUTPUTS, INPUTS);
      bench.queue.run(new Copy(weight, floats));
      return bench.backend.pack(floats, bench.scope);
    }
    return bench.backend.pack(weight, bench.scope);
  }

  private static Tensor weight(ProductBench bench, DType type, byte[] blocks) {
    Tensor weight = bench.scope.allocate(type, OUTPUTS, INPUTS);
    bench.queue.upload(MemorySegment.ofArray(blocks), weight);
    return weight;
  }
}
