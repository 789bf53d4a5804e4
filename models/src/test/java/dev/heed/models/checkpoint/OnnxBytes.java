package dev.heed.models.checkpoint;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;

/**
 * Writes ONNX messages field by field, right ones and wrong ones. The numbers are those of
 * onnx.proto.
 */
final class OnnxBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** Something that may fail to write. */
  private interface Writing {
    void run() throws IOException;
  }

  private OnnxBytes field(Writing writing) {
    try {
      writing.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OnnxBytes varint(int field, long value) {
    return field(() -> out.writeInt64(field, value));
  }

  OnnxBytes text(int field, String value) {
    return field(() -> out.writeString(field, value));
  }

  OnnxBytes bytes(int field, byte... value) {
    return field(() -> out.writeByteArray(field, value));
  }

  OnnxBytes fixed32(int field, float value) {
    return field(() -> out.writeFloat(field, value));
  }

  OnnxBytes message(int field, OnnxBytes value) {
    return bytes(field, value.array());
  }

  /** Bytes that are no field of their own accord. */
  OnnxBytes raw(int... value) {
    return field(() -> {
      for (int one : value) {
        out.writeRawByte(one);
      }
    });
  }

  /** Many of them. */
  OnnxBytes raw(byte[] value) {
    return field(() -> out.writeRawBytes(value));
  }

  byte[] array() {
    field(out::flush);
    return bytes.toByteArray();
  }

  static OnnxBytes packed(long... values) {
    OnnxBytes packed = new OnnxBytes();
    for (long value : values) {
      packed.field(() -> packed.out.writeUInt64NoTag(value));
    }
    return packed;
  }

  /** A TensorProto with a name, an ONNX data type and dimensions, but no data. */
  static OnnxBytes tensor(String name, int dataType, long... dims) {
    OnnxBytes tensor = new OnnxBytes();
    for (long dim : dims) {
      tensor.varint(1, dim);
    }
    return tensor.varint(2, dataType).text(8, name);
  }

  /** A model whose graph has one initializer. */
  static OnnxBytes model(OnnxBytes tensor) {
    return new OnnxBytes().varint(1, 6).message(7, new OnnxBytes().message(5, tensor));
  }

  /** The only tensor of {@link #model(OnnxBytes)}, read. */
  static StoredTensor read(OnnxBytes tensor) {
    return parse(model(tensor)).initializers().firstEntry().getValue();
  }

  static OnnxModel parse(OnnxBytes model) {
    return OnnxModel.parse(MemorySegment.ofArray(model.array()), "model.onnx");
  }
}
