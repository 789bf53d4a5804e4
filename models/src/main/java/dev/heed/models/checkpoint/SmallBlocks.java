package dev.heed.models.checkpoint;

/**
 * ggml's blocks of 32 elements with one scale d (F16), and in the _1 types one minimum m (F16).
 *
 * <p>Element j of the first half lies in the low four bits of byte j, element 16 + j in the high
 * ones; a fifth bit, where there is one, is bit j of a 32-bit mask before them. The order of the
 * float32 operations is ggml's, so that the values are its values to the bit.
 */
final class SmallBlocks {
  private static final int HALF = 16;

  private SmallBlocks() {}

  /** {@code count} blocks of bytes → into[at …]; d · (q − 8). */
  static void q4Scaled(byte[] blocks, int count, float[] into, int at) {
    int qs = 2;
    for (int b = 0; b < count; b++, qs += 2 + HALF, at += 2 * HALF) {
      float d = half(blocks, qs - 2);
      for (int j = 0; j < HALF; j++) {
        int pair = blocks[qs + j];
        into[at + j] = ((pair & 0xF) - 8) * d;
        into[at + HALF + j] = ((pair >> 4 & 0xF) - 8) * d;
      }
    }
  }

  /** d · q + m. */
  static void q4Shifted(byte[] blocks, int count, float[] into, int at) {
    int qs = 4;
    for (int b = 0; b < count; b++, qs += 4 + HALF, at += 2 * HALF) {
      float d = half(blocks, qs - 4);
      float m = half(blocks, qs - 2);
      for (int j = 0; j < HALF; j++) {
        int pair = blocks[qs + j];
        into[at + j] = (pair & 0xF) * d + m;
        into[at + HALF + j] = (pair >> 4 & 0xF) * d + m;
      }
    }
  }

  /** d · (q − 16). */
  static void q5Scaled(byte[] blocks, int count, float[] into, int at) {
    int qs = 6;
    for (int b = 0; b < count; b++, qs += 6 + HALF, at += 2 * HALF) {
      float d = half(blocks, qs - 6);
      int fifth = mask(blocks, qs - 4);
      for (int j = 0; j < HALF; j++) {
        int pair = blocks[qs + j];
        into[at + j] = (fifthOver(pair & 0xF, fifth >> j) - 16) * d;
        into[at + HALF + j] = (fifthOver(pair >> 4 & 0xF, fifth >> (HALF + j)) - 16) * d;
      }
    }
  }

  /** d · q + m. */
  static void q5Shifted(byte[] blocks, int count, float[] into, int at) {
    int qs = 8;
    for (int b = 0; b < count; b++, qs += 8 + HALF, at += 2 * HALF) {
      float d = half(blocks, qs - 8);
      float m = half(blocks, qs - 6);
      int fifth = mask(blocks, qs - 4);
      for (int j = 0; j < HALF; j++) {
        int pair = blocks[qs + j];
        into[at + j] = fifthOver(pair & 0xF, fifth >> j) * d + m;
        into[at + HALF + j] = fifthOver(pair >> 4 & 0xF, fifth >> (HALF + j)) * d + m;
      }
    }
  }

  /** d · q, a signed byte each. */
  static void q8Scaled(byte[] blocks, int count, float[] into, int at) {
    int qs = 2;
    for (int b = 0; b < count; b++, qs += 2 + 2 * HALF, at += 2 * HALF) {
      float d = half(blocks, qs - 2);
      for (int j = 0; j < 2 * HALF; j++) {
        into[at + j] = blocks[qs + j] * d;
      }
    }
  }

  /** Four bits, and the lowest of {@code bits} above them. */
  private static int fifthOver(int four, int bits) {
    return four | (bits & 1) << 4;
  }

  /** The F16 at that byte. */
  static float half(byte[] bytes, int at) {
    return Float.float16ToFloat((short) ((bytes[at] & 0xFF) | bytes[at + 1] << 8));
  }

  private static int mask(byte[] bytes, int at) {
    return (bytes[at] & 0xFF)
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | bytes[at + 3] << 24;
  }
}
