package dev.heed.models.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The type of a tensor's elements in a file, little-endian.
 *
 * <p>The constants carry the names that safetensors uses and stand in its order: wider types later.
 * A writer that puts later constants first therefore aligns every tensor to its element size.
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
  U64(8);

  private final int bytes;

  FileDType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** True for the types that {@link StoredTensor#toFloats()} reads. */
  public boolean isFloat() {
    return switch (this) {
      case F16, BF16, F32, F64 -> true;
      case BOOL, U8, I8, I16, U16, I32, U32, I64, U64 -> false;
    };
  }

  /** The type of that name as safetensors spells it, or empty. */
  public static Optional<FileDType> named(String name) {
    return Arrays.stream(values()).filter(dtype -> dtype.name().equals(name)).findFirst();
  }

  static String list() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }
}
