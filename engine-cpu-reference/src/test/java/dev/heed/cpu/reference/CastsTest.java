package dev.heed.cpu.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CastsTest {
  @Test
  void bfloat16IsTheNearestOfItsNeighbours() {
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Math.abs(value) < 1e38f) {
        assertNearest(value);
      }
    }
  }

  @Test
  void anIntIsRoundedToBfloat16Once() {
    Random random = new Random(2);
    for (int round = 0; round < 20_000; round++) {
      assertNearest(random.nextInt());
    }
    // Just above a tie that rounding to float first would land on: 1.0000000|1 and a last bit.
    assertThat(Casts.fromBFloat16(Casts.toBFloat16((1 << 30) + (1 << 22) + 1)))
        .isEqualTo((1 << 30) + (1 << 23));
  }

  @Test
  void bfloat16KeepsInfinitiesAndNaN() {
    assertThat(Casts.fromBFloat16(Casts.toBFloat16(Double.NEGATIVE_INFINITY)))
        .isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Casts.fromBFloat16(Casts.toBFloat16(Double.NaN))).isNaN();
    assertThat(Casts.fromBFloat16(Casts.toBFloat16(Float.MAX_VALUE)))
        .isEqualTo(Float.POSITIVE_INFINITY);
  }

  /** No bfloat16 lies nearer; of two equally near ones the even one was taken. */
  private static void assertNearest(double value) {
    short bits = Casts.toBFloat16(value);
    BigDecimal distance = distance(value, bits);
    for (int step : new int[] {-1, 1}) {
      short neighbour = (short) (bits + step);
      if (!Float.isFinite(Casts.fromBFloat16(neighbour))) {
        continue; // One step below zero, counted in bits.
      }
      int order = distance.compareTo(distance(value, neighbour));
      assertThat(order < 0 || (order == 0 && (bits & 1) == 0)).as("%s", value).isTrue();
    }
  }

  private static BigDecimal distance(double value, short bits) {
    return new BigDecimal(value).subtract(new BigDecimal(Casts.fromBFloat16(bits))).abs();
  }
}
