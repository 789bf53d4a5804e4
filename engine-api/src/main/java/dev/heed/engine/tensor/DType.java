package dev.heed.engine.tensor;

import dev.heed.engine.error.InvalidOpException;

/**
 * How the elements of a tensor are stored. An element type is a block of {@link #blockElements}
 * elements in {@link #blockBytes} bytes; plain types have blocks of one. Values are little-endian.
 *
 * <p>Quantized types (Q…) have the layouts of ggml. What an element stands for is the F32 nearest
 * to its formula, which no more than one rounding of d · q + m reaches.
 */
public enum DType {
  /** IEEE 754 binary32. */
  F32(1, 4),
  /** IEEE 754 binary16. */
  F16(1, 2),
  /** The upper half of a binary32. */
  BF16(1, 2),
  /** Two's complement, 32 bits: indices and positions. */
  I32(1, 4),
  /** Two's complement, 8 bits. */
  I8(1, 1),
  /** Unsigned, 8 bits. */
  U8(1, 1),
  /** Weights in 8 bits: a binary16 d and 32 signed bytes q stand for d · q. */
  Q8_0(32, 34),
  /**
   * Weights in 4 bits: a binary16 d and 32 unsigned q of 4 bits stand for d · (q − 8). Byte i has
   * element i in its lower half and element i + 16 in its upper one.
   */
  Q4_0(32, 18),
  /**
   * Weights in 4 bits: binary16 d and m, then 32 unsigned q as in {@link #Q4_0}, stand for d · q +
   * m.
   */
  Q4_1(32, 20);

  private final int blockElements;
  private final int blockBytes;

  DType(int blockElements, int blockBytes) {
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /** Elements in one block; the last dimension of a tensor is a whole number of blocks. */
  public int blockElements() {
    return blockElements;
  }

  /** Bytes of one block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Bytes that {@code elements} elements take; {@code elements} is a whole number of blocks. */
  public long bytes(long elements) {
    long blocks = elements / blockElements;
    if (blocks > Long.MAX_VALUE / blockBytes) {
      throw new InvalidOpException(
          "tensor: %,d elements of %s take more bytes than a long counts"
              .formatted(elements, this));
    }
    return blocks * blockBytes;
  }

  /** True for types with blocks of several elements, which only weights and tables have. */
  public boolean isQuantized() {
    return blockElements > 1;
  }

  /** True for F32, F16 and BF16. */
  public boolean isFloating() {
    return this == F32 || this == F16 || this == BF16;
  }
}
