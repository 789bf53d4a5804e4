package dev.heed.models.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One metadata value of a GGUF file, still in the file: what a vocabulary costs in the heap, it
 * costs only where it is asked for.
 *
 * @param type of the value, or of the elements of an array
 * @param array whether it is one
 * @param count 1, or the number of elements
 * @param bytes of the elements, one after the other; those of an array's texts with their lengths,
 *     that of a single text without
 */
record GgufValue(GgufType type, boolean array, long count, MemorySegment bytes) {
  /**
   * Reads the value that begins at the cursor.
   *
   * @throws CheckpointException if its type is none, or the file ends before it
   */
  static GgufValue read(GgufCursor cursor) {
    GgufType type = type(cursor);
    if (type == GgufType.STRING) {
      return new GgufValue(type, false, 1, cursor.slice(cursor.count("bytes of text", 1)));
    }
    if (type != GgufType.ARRAY) {
      return checked(new GgufValue(type, false, 1, cursor.slice(type.bytes())), cursor);
    }
    GgufType element = type(cursor);
    if (element == GgufType.ARRAY) {
      throw cursor.failure("has an array of arrays in its metadata, which no program reads");
    }
    long each = element == GgufType.STRING ? Long.BYTES : element.bytes();
    long count = cursor.count("elements", each);
    MemorySegment bytes =
        element == GgufType.STRING ? cursor.texts(count) : cursor.slice(count * each);
    return checked(new GgufValue(element, true, count, bytes), cursor);
  }

  private static GgufType type(GgufCursor cursor) {
    int code = cursor.number();
    return GgufType.of(code)
        .orElseThrow(() ->
            cursor.failure(
                "metadata value %d bytes into the file has the type %s; expected 0 to 12: %s"
                    .formatted(
                        cursor.position(), Integer.toUnsignedString(code), GgufType.list())));
  }

  private static GgufValue checked(GgufValue value, GgufCursor cursor) {
    if (value.type == GgufType.BOOL) {
      for (long i = 0; i < value.count; i++) {
        if ((value.bytes.get(JAVA_BYTE, i) & 0xFE) != 0) {
          throw cursor.failure(
              "holds the truth value %d before byte %,d; expected 0 or 1"
                  .formatted(value.bytes.get(JAVA_BYTE, i), cursor.position()));
        }
      }
    }
    return value;
  }

  /**
   * Element i of an integer type or BOOL.
   *
   * @throws ArithmeticException if it does not fit a long
   */
  long integer(long i) {
    return switch (type) {
      case UINT8, BOOL -> Byte.toUnsignedInt(bytes.get(JAVA_BYTE, i));
      case INT8 -> bytes.get(JAVA_BYTE, i);
      case UINT16 -> Short.toUnsignedInt(bytes.get(Elements.SHORT, i * Short.BYTES));
      case INT16 -> bytes.get(Elements.SHORT, i * Short.BYTES);
      case UINT32 -> Integer.toUnsignedLong(bytes.get(Elements.INT, i * Integer.BYTES));
      case INT32 -> bytes.get(Elements.INT, i * Integer.BYTES);
      case INT64 -> bytes.get(Elements.LONG, i * Long.BYTES);
      case UINT64 -> {
        long bits = bytes.get(Elements.LONG, i * Long.BYTES);
        if (bits < 0) {
          throw new ArithmeticException(
              Long.toUnsignedString(bits) + " is beyond the range of long");
        }
        yield bits;
      }
      case FLOAT32, FLOAT64, STRING, ARRAY ->
          throw new IllegalArgumentException(type + " is no integer type");
    };
  }

  /** Element i of a number type; a FLOAT32 as the shortest decimal that stands for it. */
  double real(long i) {
    return switch (type) {
      case FLOAT32 -> Double.parseDouble(Float.toString(single(i)));
      case FLOAT64 -> bytes.get(Elements.DOUBLE, i * Double.BYTES);
      default -> integer(i);
    };
  }

  /** Element i of a float type. */
  float single(long i) {
    return type == GgufType.FLOAT32
        ? bytes.get(Elements.FLOAT, i * Float.BYTES)
        : (float) bytes.get(Elements.DOUBLE, i * Double.BYTES);
  }

  /** The text that this value is. */
  String text() {
    return decoded(bytes);
  }

  /** Hands on the bytes of each text of an array. */
  void forEachText(Consumer<MemorySegment> reader) {
    long at = 0;
    for (long i = 0; i < count; i++) {
      long length = bytes.get(Elements.LONG, at);
      reader.accept(bytes.asSlice(at + Long.BYTES, length));
      at += Long.BYTES + length;
    }
  }

  /** What is no UTF-8 is read as U+FFFD. */
  static String decoded(MemorySegment text) {
    return new String(text.toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** The type in words. */
  String description() {
    return array ? "an array of %,d %s".formatted(count, type) : type.toString();
  }
}
