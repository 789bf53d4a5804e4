package dev.heed.testkit.cases;

import dev.heed.engine.tensor.DType;
import dev.heed.testkit.oracle.HostTensor;
import java.util.SplittableRandom;

/** Quantized tensors. */
public final class Blocks {
  /** Scales that arithmetic could stumble over: zeros, denormals, the greatest. */
  private static final float[] SCALES = {0, -0f, 6e-8f, -6e-5f, 1e-6f, 65504, -1, 0x1p-14f};

  private Blocks() {}

  /** Blocks of any content, with finite scales: mostly below 0.02, some special. */
  public static HostTensor drawn(SplittableRandom random, DType dtype, int... shape) {
    HostTensor values = new HostTensor(dtype, shape);
    random.nextBytes(values.bytes());
    int blocks = values.count() / dtype.blockElements();
    for (int block = 0; block < blocks; block++) {
      float d = (float) random.nextDouble(-0.02, 0.02);
      setScale(values, block, random.nextInt(50) == 0 ? SCALES[block % SCALES.length] : d);
      if (dtype == DType.Q4_1) {
        setHalf(values, block, 2, (float) random.nextDouble(-0.2, 0.2));
      }
    }
    return values;
  }

  /** Sets the d of one block. */
  static void setScale(HostTensor values, int block, float d) {
    setHalf(values, block, 0, d);
  }

  /** Sets the m of one block of Q4_1. */
  static void setMinimum(HostTensor values, int block, float m) {
    setHalf(values, block, 2, m);
  }

  private static void setHalf(HostTensor values, int block, int place, float value) {
    int at = block * values.dtype().blockBytes() + place;
    short bits = Float.floatToFloat16(value);
    values.bytes()[at] = (byte) bits;
    values.bytes()[at + 1] = (byte) (bits >> 8);
  }
}
