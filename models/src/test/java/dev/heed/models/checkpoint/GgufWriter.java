package dev.heed.models.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes GGUF files by hand, right ones and wrong ones: little-endian, version 3, alignment 32
 * unless said otherwise. Shapes are given as everywhere, [out, in], and written as the format has
 * them.
 */
public final class GgufWriter {
  private final List<byte[]> values = new ArrayList<>();
  private final List<Entry> tensors = new ArrayList<>();
  private int version = 3;
  private int alignment = 32;

  private record Entry(String name, int type, long[] shape, byte[] data, long offset) {}

  public GgufWriter() {}

  /** A file whose {@code general.architecture} is that. */
  public static GgufWriter of(String architecture) {
    return new GgufWriter().put("general.architecture", architecture);
  }

  /** A file that is read as a model, of one layer, though most of its weights are missing. */
  public static GgufWriter tiny() {
    return of("gpt2")
        .put("gpt2.block_count", 1)
        .put("gpt2.context_length", 8)
        .put("gpt2.embedding_length", 4)
        .put("gpt2.feed_forward_length", 16)
        .put("gpt2.attention.head_count", 2)
        .put("gpt2.attention.layer_norm_epsilon", 1e-5f)
        .tensor("token_embd.weight", new float[] {1, 2, 3, 4}, 1, 4);
  }

  GgufWriter version(int number) {
    version = number;
    return this;
  }

  /** Places the tensors so, and says so. */
  public GgufWriter alignment(int bytes) {
    alignment = bytes;
    return put("general.alignment", bytes);
  }

  /** A STRING. */
  public GgufWriter put(String key, String text) {
    return value(key, 8, out -> out.text(text));
  }

  /** A UINT32. */
  public GgufWriter put(String key, int number) {
    return value(key, 4, out -> out.number(number));
  }

  /** An INT64. */
  public GgufWriter put(String key, long number) {
    return value(key, 11, out -> out.wide(number));
  }

  /** A FLOAT32. */
  public GgufWriter put(String key, float number) {
    return value(key, 6, out -> out.number(Float.floatToRawIntBits(number)));
  }

  /** A BOOL. */
  public GgufWriter put(String key, boolean flag) {
    return value(key, 7, out -> out.raw(flag ? 1 : 0));
  }

  /** An array of STRING. */
  public GgufWriter put(String key, List<String> texts) {
    return value(
        key,
        9,
        out -> {
          out.number(8).wide(texts.size());
          texts.forEach(out::text);
        });
  }

  /** An array of INT32. */
  public GgufWriter put(String key, int[] numbers) {
    return value(
        key,
        9,
        out -> {
          out.number(5).wide(numbers.length);
          for (int number : numbers) {
            out.number(number);
          }
        });
  }

  /** An array of FLOAT32. */
  public GgufWriter put(String key, float[] numbers) {
    return value(
        key,
        9,
        out -> {
          out.number(6).wide(numbers.length);
          for (float number : numbers) {
            out.number(Float.floatToRawIntBits(number));
          }
        });
  }

  /** A value of any type, with whatever stands for it. */
  GgufWriter value(String key, int type, Consumer<Bytes> content) {
    Bytes bytes = new Bytes().text(key).number(type);
    content.accept(bytes);
    values.add(bytes.array());
    return this;
  }

  /** An F32 tensor of that shape. */
  public GgufWriter tensor(String name, float[] data, long... shape) {
    return tensor(name, FileDType.F32, littleEndian(data), shape);
  }

  /** A tensor of so many zeros as its shape says. */
  public GgufWriter zeros(String name, FileDType dtype, long... shape) {
    long elements = 1;
    for (long size : shape) {
      elements *= size;
    }
    long bytes = elements / dtype.blockElements() * dtype.blockBytes();
    return tensor(name, dtype, new byte[Math.toIntExact(bytes)], shape);
  }

  /** A tensor of stored elements or blocks. */
  public GgufWriter tensor(String name, FileDType dtype, byte[] data, long... shape) {
    return tensor(name, code(dtype), data, shape);
  }

  GgufWriter tensor(String name, int type, byte[] data, long... shape) {
    long end = tensors.isEmpty() ? 0 : tensors.getLast().offset + tensors.getLast().data.length;
    return tensor(name, type, data, (end + alignment - 1) / alignment * alignment, shape);
  }

  /** A tensor that claims to begin there; its data is written behind that of the last. */
  GgufWriter tensor(String name, int type, byte[] data, long offset, long[] shape) {
    tensors.add(new Entry(name, type, shape, data, offset));
    return this;
  }

  /** ggml's number for a type. */
  static int code(FileDType dtype) {
    return switch (dtype) {
      case F32 -> 0;
      case F16 -> 1;
      case Q4_0 -> 2;
      case Q4_1 -> 3;
      case Q5_0 -> 6;
      case Q5_1 -> 7;
      case Q8_0 -> 8;
      case Q2_K -> 10;
      case Q3_K -> 11;
      case Q4_K -> 12;
      case Q5_K -> 13;
      case Q6_K -> 14;
      case I8 -> 24;
      case I16 -> 25;
      case I32 -> 26;
      case I64 -> 27;
      case F64 -> 28;
      case BF16 -> 30;
      default -> throw new IllegalArgumentException("ggml has no " + dtype);
    };
  }

  private static byte[] littleEndian(float[] data) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(data);
    return bytes.array();
  }

  /** The file. */
  public byte[] bytes() {
    Bytes out = new Bytes();
    out.raw('G', 'G', 'U', 'F').number(version).wide(tensors.size()).wide(values.size());
    values.forEach(out::raw);
    for (Entry tensor : tensors) {
      out.text(tensor.name).number(tensor.shape.length);
      for (int i = tensor.shape.length - 1; i >= 0; i--) {
        out.wide(tensor.shape[i]);
      }
      out.number(tensor.type).wide(tensor.offset);
    }
    for (Entry tensor : tensors) {
      out.align(alignment).raw(tensor.data);
    }
    return out.array();
  }

  /** Writes the file. */
  public Path write(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers and texts as the format writes them. */
  static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes raw(int... bytes) {
      for (int one : bytes) {
        out.write(one);
      }
      return this;
    }

    Bytes raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    Bytes number(int number) {
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
      return this;
    }

    Bytes wide(long number) {
      out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array());
      return this;
    }

    Bytes text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return wide(utf8.length).raw(utf8);
    }

    Bytes align(int multiple) {
      while (out.size() % multiple != 0) {
        out.write(0);
      }
      return this;
    }

    byte[] array() {
      return out.toByteArray();
    }
  }
}
