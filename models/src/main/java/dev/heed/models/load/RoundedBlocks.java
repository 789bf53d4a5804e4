package dev.heed.models.load;

import dev.heed.engine.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rounds floats to blocks in Q8_0, as ggml does: 32 elements are whole multiples of the 127th part
 * of their greatest magnitude, which is kept in F16.
 */
final class RoundedBlocks {
  static final DType TYPE = DType.Q8_0;

  private static final int ELEMENTS = TYPE.blockElements();
  private static final int BYTES = Math.toIntExact(TYPE.bytes(ELEMENTS));
  private static final int MOST = 127;
  private static final ValueLayout.OfShort SCALE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private RoundedBlocks() {}

  /** The first {@code count} values, whole blocks → into. */
  static void round(float[] values, int count, byte[] into) {
    MemorySegment memory = MemorySegment.ofArray(into);
    for (int at = 0, to = 0; at < count; at += ELEMENTS, to += BYTES) {
      float most = 0;
      for (int i = at; i < at + ELEMENTS; i++) {
        most = Math.max(most, Math.abs(values[i]));
      }
      float scale = most / MOST;
      float inverse = scale == 0 ? 0 : 1 / scale;
      // A scale that is no number, or too great for F16, shows in the whole block.
      memory.set(SCALE, to, Float.floatToFloat16(scale));
      for (int i = 0; i < ELEMENTS; i++) {
        into[to + Short.BYTES + i] = (byte) Math.round(values[at + i] * inverse);
      }
    }
  }
}
