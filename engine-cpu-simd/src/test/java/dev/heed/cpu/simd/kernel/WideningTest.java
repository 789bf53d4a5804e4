package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sixteen bits as floats, against what the JDK says of each. */
@AtEveryWidth
class WideningTest {
  @Test
  void everyHalfIsWhatTheJdkSays() {
    short[] halves = allShorts();
    float[] floats = new float[halves.length];
    Widening.halves(halves, 0, 0, 1, halves.length, floats, 0, 0);
    for (int i = 0; i < halves.length; i++) {
      assertThat(Float.floatToIntBits(floats[i]))
          .as("%x", i)
          .isEqualTo(Float.floatToIntBits(Float.float16ToFloat(halves[i])));
    }
  }

  @Test
  void everyBrainFloatIsTheUpperHalfOfAFloat() {
    short[] brains = allShorts();
    float[] floats = new float[brains.length];
    Widening.brains(brains, 0, 0, 1, brains.length, floats, 0, 0);
    for (int i = 0; i < brains.length; i++) {
      assertThat(Float.floatToRawIntBits(floats[i])).as("%x", i).isEqualTo(i << 16);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 7, 8, 15, 16, 17, 33, 64})
  void rowsKeepToTheirPlaces(int n) {
    int rows = 5;
    int stride = n + 9;
    float[] values = Arrays32.random(2 + rows * stride, 7);
    short[] halves = new short[values.length];
    short[] brains = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      halves[i] = Float.floatToFloat16(values[i]);
      brains[i] = (short) (Float.floatToRawIntBits(values[i]) >>> 16);
    }
    int toStride = n + 3;
    float[] fromFloats = Arrays32.guarded(1 + rows * toStride);
    float[] fromHalves = fromFloats.clone();
    float[] fromBrains = fromFloats.clone();
    Widening.floats(values, 2, stride, rows, n, fromFloats, 1, toStride);
    Widening.halves(halves, 2, stride, rows, n, fromHalves, 1, toStride);
    Widening.brains(brains, 2, stride, rows, n, fromBrains, 1, toStride);
    for (int i = 0; i < fromFloats.length; i++) {
      int row = (i - 1) / toStride;
      int column = (i - 1) % toStride;
      boolean guard = i == 0 || column >= n;
      int from = 2 + row * stride + column;
      assertThat(fromFloats[i]).isEqualTo(guard ? Arrays32.GUARD : values[from]);
      assertThat(fromHalves[i])
          .isEqualTo(guard ? Arrays32.GUARD : Float.float16ToFloat(halves[from]));
      assertThat(fromBrains[i])
          .isEqualTo(guard ? Arrays32.GUARD : Float.intBitsToFloat(brains[from] << 16));
    }
  }

  private static short[] allShorts() {
    short[] shorts = new short[1 << 16];
    for (int i = 0; i < shorts.length; i++) {
      shorts[i] = (short) i;
    }
    return shorts;
  }
}
