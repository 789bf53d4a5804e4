package dev.heed.models.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The type of a tensor's elements in a file, little-endian: a block of {@link #blockElements}
 * elements in {@link #blockBytes} bytes; plain types have blocks of one.
 *
 * <p>The plain types carry the names that safetensors uses and stand in its order: wider types
 * later. A writer that puts later constants first therefore aligns every tensor to its element
 * size. The block types are ggml's and carry its names: a block holds the bits of its elements and
 * the scales that make reals of them ({@link SmallBlocks}, {@link SuperBlocks}). The last dimension
 * of a tensor is a whole number of blocks.
 */
public enum FileDType {
  BOOL(1),
  U8(1),
  I8(1),
  I16(2),
  U16(2),
  F16(2),
  BF16(2),
  I32(4),
  U32(4),
  F32(4),
  F64(8),
  I64(8),
  U64(8),
  Q4_0(32, 18),
  Q4_1(32, 20),
  Q5_0(32, 22),
  Q5_1(32, 24),
  Q8_0(32, 34),
  Q2_K(256, 84),
  Q3_K(256, 110),
  Q4_K(256, 144),
  Q5_K(256, 176),
  Q6_K(256, 210);

  private final int blockElements;
  private final int blockBytes;

  FileDType(int bytes) {
    this(1, bytes);
  }

  FileDType(int blockElements, int blockBytes) {
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /** Elements of one block: 1 for a plain type. */
  public int blockElements() {
    return blockElements;
  }

  /** Bytes of one block, which for a plain type is one element. */
  public int blockBytes() {
    return blockBytes;
  }

  /** True for ggml's types, whose elements are stored in blocks with their scales. */
  public boolean isBlocks() {
    return blockElements > 1;
  }

  /** True for the types that {@link StoredTensor#toFloats()} reads. */
  public boolean isFloat() {
    return switch (this) {
      case F16, BF16, F32, F64 -> true;
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K -> true;
      case BOOL, U8, I8, I16, U16, I32, U32, I64, U64 -> false;
    };
  }

  /** The plain type of that name as safetensors spells it, or empty. */
  public static Optional<FileDType> named(String name) {
    return Arrays.stream(values())
        .filter(dtype -> !dtype.isBlocks() && dtype.name().equals(name))
        .findFirst();
  }

  /** The names of the plain types. */
  static String list() {
    return Arrays.stream(values())
        .filter(dtype -> !dtype.isBlocks())
        .map(Enum::name)
        .collect(Collectors.joining(", "));
  }
}
