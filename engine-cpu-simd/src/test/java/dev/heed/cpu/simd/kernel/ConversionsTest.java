package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Casts between all element types. */
class ConversionsTest {
  @Test
  void bfloat16IsRoundedToTheNearestTiesToEven() {
    float[] from = {1, 1 + 0x1p-8f, 1 + 0x1.8p-7f, -3.1415927f, Float.MAX_VALUE, 1e-40f};
    MemorySegment halves = MemorySegment.ofArray(new short[from.length]);
    Conversions.fromFloats(from, 0, from.length, halves, DType.BF16, 0);
    float[] back = new float[from.length];
    Conversions.toFloats(halves, DType.BF16, 0, back, 0, from.length);
    assertThat(back)
        .containsExactly(1, 1, 1 + 0x1p-6f, -3.140625f, Float.POSITIVE_INFINITY, 0x1p-133f);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F16", "BF16"})
  void everyHalfComesBackAsItself(DType type) {
    short[] all = new short[1 << 16];
    for (int i = 0; i < all.length; i++) {
      all[i] = (short) i;
    }
    float[] floats = new float[all.length];
    Conversions.toFloats(MemorySegment.ofArray(all), type, 0, floats, 0, all.length);
    short[] back = new short[all.length];
    Conversions.fromFloats(floats, 0, all.length, MemorySegment.ofArray(back), type, 0);
    for (int i = 0; i < all.length; i++) {
      if (Float.isNaN(floats[i])) {
        float[] one = new float[1];
        Conversions.toFloats(MemorySegment.ofArray(back), type, i, one, 0, 1);
        assertThat(one[0]).isNaN();
      } else {
        assertThat(back[i]).isEqualTo(all[i]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "I32, 2.9, 2",
    "I32, -2.9, -2",
    "I32, NaN, 0",
    "I32, 1e20, 2147483647",
    "I8, 127.9, 127",
    "I8, 300, 127",
    "I8, -300, -128",
    "U8, 255.9, 255",
    "U8, 300, 255",
    "U8, -1, 0",
    "U8, NaN, 0"
  })
  void wholeNumbersAreCutAndKeptWithinRange(DType type, float value, int expected) {
    MemorySegment whole = MemorySegment.ofArray(new int[1]);
    MemorySegment floats = MemorySegment.ofArray(new float[] {value});
    Conversions.convert(floats, DType.F32, 0, whole, type, 0, 1);
    float[] back = new float[1];
    Conversions.convert(whole, type, 0, MemorySegment.ofArray(back), DType.F32, 0, 1);
    assertThat(back[0]).isEqualTo((float) expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "BF16"})
  void greatIntegersAreRoundedOnce(DType type) {
    int digits = type == DType.F32 ? 24 : 8;
    int[] values = {
      16_842_753, 16_908_289, 33_816_577, Integer.MAX_VALUE, 0x0101_0001, -83_951_617
    };
    MemorySegment to = MemorySegment.ofArray(new int[values.length]);
    Conversions.convert(MemorySegment.ofArray(values), DType.I32, 0, to, type, 0, values.length);
    for (int i = 0; i < values.length; i++) {
      float[] one = new float[1];
      Conversions.toFloats(to, type, i, one, 0, 1);
      assertThat((double) one[0]).isEqualTo(rounded(values[i], digits));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void equalTypesKeepTheirBits(DType type) {
    byte[] from = new byte[(int) type.bytes(20)];
    new Random(1).nextBytes(from);
    byte[] to = new byte[from.length];
    Conversions.convert(
        MemorySegment.ofArray(from), type, 1, MemorySegment.ofArray(to), type, 1, 19);
    byte[] expected = from.clone();
    Arrays.fill(expected, 0, (int) type.bytes(1), (byte) 0);
    assertThat(to).isEqualTo(expected);
  }

  /** To so many binary digits, ties to even, by exact arithmetic. */
  private static double rounded(int value, int digits) {
    long magnitude = Math.abs((long) value);
    int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(magnitude) - digits);
    long unit = 1L << shift;
    BigDecimal quotient = BigDecimal.valueOf(magnitude).divide(BigDecimal.valueOf(unit));
    long whole = quotient.setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    return Math.signum(value) * whole * unit;
  }
}
