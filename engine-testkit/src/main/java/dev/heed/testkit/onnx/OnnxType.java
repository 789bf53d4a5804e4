package dev.heed.testkit.onnx;

import dev.heed.engine.tensor.DType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Element types of ONNX, as far as the adapter reads them; the numbers are those of onnx.proto. */
enum OnnxType {
  FLOAT(1, 4, DType.F32),
  UINT8(2, 1, DType.U8),
  INT8(3, 1, DType.I8),
  INT32(6, 4, DType.I32),
  INT64(7, 8, null),
  BOOL(9, 1, null),
  FLOAT16(10, 2, DType.F16),
  DOUBLE(11, 8, null),
  BFLOAT16(16, 2, DType.BF16),
  /** Any other: its values are not read. */
  OTHER(0, 0, null);

  private final int number;
  private final int bytes;
  private final @Nullable DType dtype;

  OnnxType(int number, int bytes, @Nullable DType dtype) {
    this.number = number;
    this.bytes = bytes;
    this.dtype = dtype;
  }

  static OnnxType numbered(int number) {
    for (OnnxType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return OTHER;
  }

  /** Bytes of one element. */
  int bytes() {
    return bytes;
  }

  /** Heed's type of the same bits; null where there is none. */
  @Nullable DType dtype() {
    return dtype;
  }

  boolean isFloating() {
    return this == FLOAT || this == FLOAT16 || this == BFLOAT16 || this == DOUBLE;
  }

  /** One element as a number; INT64 beyond 53 bits would be rounded. */
  double value(ByteBuffer memory, int element) {
    int at = element * bytes;
    return switch (this) {
      case FLOAT -> memory.getFloat(at);
      case UINT8 -> Byte.toUnsignedInt(memory.get(at));
      case INT8, BOOL -> memory.get(at);
      case INT32 -> memory.getInt(at);
      case INT64 -> memory.getLong(at);
      case FLOAT16 -> Float.float16ToFloat(memory.getShort(at));
      case DOUBLE -> memory.getDouble(at);
      case BFLOAT16 -> Float.intBitsToFloat(memory.getShort(at) << 16);
      case OTHER -> throw new IllegalStateException("values of this type are not read");
    };
  }
}
