package dev.heed.models.checkpoint;

import static dev.heed.models.checkpoint.ProtobufReader.DELIMITED;
import static dev.heed.models.checkpoint.ProtobufReader.FIXED32;
import static dev.heed.models.checkpoint.ProtobufReader.FIXED64;
import static dev.heed.models.checkpoint.ProtobufReader.VARINT;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Elements of a tensor that a file spells as a list of numbers, decoded to the bytes of a dense
 * tensor.
 *
 * <p>A list of fixed-width numbers in one piece is already that, and is not copied. Varints grow
 * when they are decoded (a zero takes one byte in the file, eight in memory): what one file may
 * take is bounded.
 */
final class OnnxNumbers {
  /** What small tensors may take, whatever the size of the file. */
  private static final long FLOOR = 64L << 20;

  private long left;

  OnnxNumbers(long fileSize) {
    this.left = FLOOR + 2 * fileSize;
  }

  /** The lists of a TensorProto, by field number. */
  enum Kind {
    FLOAT_DATA(4, FIXED32),
    INT32_DATA(5, VARINT),
    INT64_DATA(7, VARINT),
    DOUBLE_DATA(10, FIXED64),
    UINT64_DATA(11, VARINT);

    private final int field;
    private final int wireType;

    Kind(int field, int wireType) {
      this.field = field;
      this.wireType = wireType;
    }

    /** The list that a tag belongs to, packed or one number at a time. */
    static Optional<Kind> of(int tag) {
      return Arrays.stream(values())
          .filter(l -> tag == (l.field << 3 | DELIMITED) || tag == (l.field << 3 | l.wireType))
          .findFirst();
    }

    boolean holds(FileDType dtype) {
      return this
          == switch (dtype) {
            case F32 -> FLOAT_DATA;
            case F64 -> DOUBLE_DATA;
            case I64 -> INT64_DATA;
            case U32, U64 -> UINT64_DATA;
            case BOOL, U8, I8, I16, U16, F16, BF16, I32 -> INT32_DATA;
            default -> throw new IllegalArgumentException("ONNX has no " + dtype);
          };
    }
  }

  /**
   * The elements as bytes.
   *
   * @param pieces the encoded numbers, in order
   * @param bytes what the tensor's shape needs
   * @throws ArithmeticException if there are more or fewer numbers, or one does not fit its type
   */
  MemorySegment decode(Kind kind, List<MemorySegment> pieces, FileDType dtype, long bytes)
      throws IOException {
    long encoded = pieces.stream().mapToLong(MemorySegment::byteSize).sum();
    boolean fixed = kind.wireType != VARINT;
    if (fixed && pieces.size() == 1) {
      return pieces.getFirst();
    }
    if (bytes / dtype.blockBytes() > encoded) {
      throw new ArithmeticException(
          "%,d elements cannot be in %,d bytes".formatted(bytes / dtype.blockBytes(), encoded));
    }
    left -= bytes;
    if (left < 0 || bytes > TensorReader.MAX_ARRAY) {
      throw new ArithmeticException(
          "lists of numbers of that size are not read; store the tensor as raw_data");
    }
    MemorySegment into = MemorySegment.ofArray(new byte[(int) bytes]);
    long at = 0;
    for (MemorySegment piece : pieces) {
      if (fixed) {
        check(at + piece.byteSize() <= bytes, dtype, bytes);
        MemorySegment.copy(piece, 0, into, at, piece.byteSize());
        at += piece.byteSize();
      } else {
        at = varints(piece, into, at, dtype);
      }
    }
    check(at == bytes, dtype, bytes);
    return into;
  }

  private static long varints(MemorySegment piece, MemorySegment into, long at, FileDType dtype)
      throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(new SegmentInputStream(piece));
    while (!in.isAtEnd()) {
      check(at + dtype.blockBytes() <= into.byteSize(), dtype, into.byteSize());
      put(in.readRawVarint64(), into, at, dtype);
      at += dtype.blockBytes();
    }
    return at;
  }

  private static void put(long value, MemorySegment into, long at, FileDType dtype) {
    boolean fits =
        switch (dtype) {
          case BOOL -> value == 0 || value == 1;
          case U8 -> value >= 0 && value < 1 << 8;
          case I8 -> value == (byte) value;
          case I16 -> value == (short) value;
          case U16, F16, BF16 -> value >= 0 && value < 1 << 16;
          case I32 -> value == (int) value;
          case U32 -> value >= 0 && value < 1L << 32;
          case I64, U64 -> true;
          default -> throw new IllegalArgumentException(dtype + " is never a varint");
        };
    if (!fits) {
      throw new ArithmeticException("%d is no %s".formatted(value, dtype));
    }
    switch (dtype.blockBytes()) {
      case 1 -> into.set(ValueLayout.JAVA_BYTE, at, (byte) value);
      case 2 -> into.set(Elements.SHORT, at, (short) value);
      case 4 -> into.set(Elements.INT, at, (int) value);
      default -> into.set(Elements.LONG, at, value);
    }
  }

  private static void check(boolean fits, FileDType dtype, long bytes) {
    if (!fits) {
      throw new ArithmeticException(
          "the list has not %,d elements".formatted(bytes / dtype.blockBytes()));
    }
  }
}
