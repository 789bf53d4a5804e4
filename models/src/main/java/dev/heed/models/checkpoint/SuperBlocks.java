package dev.heed.models.checkpoint;

import static dev.heed.models.checkpoint.SmallBlocks.half;

/**
 * ggml's K-quants: super-blocks of 256 elements in sub-blocks of 16 or 32, whose scales (and
 * minimums) are small integers, scaled in turn by one d (and dmin), both F16.
 *
 * <p>The order of the float32 operations is ggml's, so that the values are its values to the bit.
 */
final class SuperBlocks {
  private static final int SIZE = 256;

  /** Elements whose bits share the same bytes, at different shifts. */
  private static final int RUN = 32;

  private SuperBlocks() {}

  /**
   * {@code count} blocks of bytes → into[at …]; scales and minimums of 4 bits [16], 2-bit elements
   * [64 bytes], d, dmin.
   */
  static void q2(byte[] blocks, int count, float[] into, int at) {
    int bytes = FileDType.Q2_K.blockBytes();
    for (int b = 0, from = 0; b < count; b++, from += bytes, at += SIZE) {
      float d = half(blocks, from + 80);
      float dmin = half(blocks, from + 82);
      for (int run = 0; run < SIZE / RUN; run++) {
        int qs = from + 16 + run / 4 * RUN;
        int shift = 2 * (run % 4);
        int to = at + run * RUN;
        for (int half = 0; half < 2; half++) {
          int scale = blocks[from + 2 * run + half];
          float scaled = d * (scale & 0xF);
          float minimum = dmin * (scale >> 4 & 0xF);
          for (int l = 16 * half; l < 16 * half + 16; l++) {
            into[to + l] = scaled * (blocks[qs + l] >> shift & 3) - minimum;
          }
        }
      }
    }
  }

  /**
   * The third bits of the elements [32 bytes], inverted: where one is 0, 4 is subtracted; the other
   * two [64 bytes], scales of 6 bits less 32 [12 bytes], d.
   */
  static void q3(byte[] blocks, int count, float[] into, int at) {
    int bytes = FileDType.Q3_K.blockBytes();
    for (int b = 0, from = 0; b < count; b++, from += bytes, at += SIZE) {
      float d = half(blocks, from + 108);
      for (int run = 0; run < SIZE / RUN; run++) {
        int qs = from + 32 + run / 4 * RUN;
        int shift = 2 * (run % 4);
        int to = at + run * RUN;
        for (int half = 0; half < 2; half++) {
          float scaled = d * (sixBits(blocks, from + 96, 2 * run + half) - 32);
          for (int l = 16 * half; l < 16 * half + 16; l++) {
            int high = (blocks[from + l] >> run & 1) << 2;
            into[to + l] = scaled * ((blocks[qs + l] >> shift & 3) + high - 4);
          }
        }
      }
    }
  }

  /** Scale i of 16: its low bits are a nibble of the first eight bytes, its high ones follow. */
  private static int sixBits(byte[] blocks, int scales, int i) {
    int low = blocks[scales + i % 8] >> (4 * (i / 8)) & 0xF;
    int high = blocks[scales + 8 + i % 4] >> (2 * (i / 4)) & 3;
    return low | high << 4;
  }

  /** d, dmin, scales and minimums of 6 bits [12 bytes], 4-bit elements [128 bytes]. */
  static void q4(byte[] blocks, int count, float[] into, int at) {
    int bytes = FileDType.Q4_K.blockBytes();
    for (int b = 0, from = 0; b < count; b++, from += bytes, at += SIZE) {
      float d = half(blocks, from);
      float dmin = half(blocks, from + 2);
      for (int run = 0; run < SIZE / RUN; run++) {
        float scaled = d * scale(blocks, from + 4, run);
        float minimum = dmin * minimum(blocks, from + 4, run);
        int qs = from + 16 + run / 2 * RUN;
        int shift = 4 * (run % 2);
        int to = at + run * RUN;
        for (int l = 0; l < RUN; l++) {
          into[to + l] = scaled * (blocks[qs + l] >> shift & 0xF) - minimum;
        }
      }
    }
  }

  /** As {@link #q4}, with the fifth bits of the elements [32 bytes] before the other four. */
  static void q5(byte[] blocks, int count, float[] into, int at) {
    int bytes = FileDType.Q5_K.blockBytes();
    for (int b = 0, from = 0; b < count; b++, from += bytes, at += SIZE) {
      float d = half(blocks, from);
      float dmin = half(blocks, from + 2);
      for (int run = 0; run < SIZE / RUN; run++) {
        float scaled = d * scale(blocks, from + 4, run);
        float minimum = dmin * minimum(blocks, from + 4, run);
        int qs = from + 48 + run / 2 * RUN;
        int shift = 4 * (run % 2);
        int to = at + run * RUN;
        for (int l = 0; l < RUN; l++) {
          int high = (blocks[from + 16 + l] >> run & 1) << 4;
          into[to + l] = scaled * ((blocks[qs + l] >> shift & 0xF) | high) - minimum;
        }
      }
    }
  }

  /** Scale i of 8 in Q4_K and Q5_K. */
  private static int scale(byte[] blocks, int scales, int i) {
    return i < 4
        ? blocks[scales + i] & 0x3F
        : (blocks[scales + i + 4] & 0xF) | (blocks[scales + i - 4] & 0xC0) >> 2;
  }

  /** Minimum i of 8 in Q4_K and Q5_K. */
  private static int minimum(byte[] blocks, int scales, int i) {
    return i < 4
        ? blocks[scales + i + 4] & 0x3F
        : (blocks[scales + i + 4] >> 4 & 0xF) | (blocks[scales + i] & 0xC0) >> 2;
  }

  /**
   * The low four bits of the elements [128 bytes], the high two [64 bytes], scales of 8 bits,
   * signed [16], d; elements less 32.
   */
  static void q6(byte[] blocks, int count, float[] into, int at) {
    int bytes = FileDType.Q6_K.blockBytes();
    for (int b = 0, from = 0; b < count; b++, from += bytes, at += SIZE) {
      float d = half(blocks, from + 208);
      for (int run = 0; run < SIZE / RUN; run++) {
        int quarter = run % 4;
        int low = from + run / 4 * 2 * RUN + quarter % 2 * RUN;
        int lowShift = 4 * (quarter / 2);
        int high = from + 128 + run / 4 * RUN;
        int highShift = 2 * quarter;
        int to = at + run * RUN;
        for (int half = 0; half < 2; half++) {
          float scaled = d * blocks[from + 192 + 2 * run + half];
          for (int l = 16 * half; l < 16 * half + 16; l++) {
            int q = (blocks[low + l] >> lowShift & 0xF) | (blocks[high + l] >> highShift & 3) << 4;
            into[to + l] = scaled * (q - 32);
          }
        }
      }
    }
  }
}
