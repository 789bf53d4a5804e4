package dev.heed.models.checkpoint;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of one tensor into Java arrays: converted, dequantized and transposed as its
 * record says.
 */
final class TensorReader {
  /** The longest array that every JVM makes. */
  static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /**
   * A transposing read copies tiles of 64 stored rows × 512 columns through the heap: the 128 KiB
   * stay in the L2 cache, and every destination row gets 64 neighbours (four cache lines) at a
   * time.
   */
  private static final int TILE_ROWS = 64;

  private static final int TILE_COLUMNS = 512;

  private final StoredTensor tensor;

  TensorReader(StoredTensor tensor) {
    this.tensor = tensor;
  }

  void readRows(long first, long count, float[] into, int at) {
    Objects.checkFromIndexSize(first, count, tensor.rows());
    long rowSize = tensor.rowSize();
    if (rowSize > 0 && count > MAX_ARRAY / rowSize) {
      throw new IndexOutOfBoundsException(
          "%,d rows of %,d elements are more than a Java array holds".formatted(count, rowSize));
    }
    int elements = (int) (count * rowSize);
    Objects.checkFromIndexSize(at, elements, into.length);
    if (tensor.quantization() == null && !tensor.dtype().isFloat()) {
      throw failure(
          "holds %s; floats are read from F64, F32, F16, BF16 and ggml's blocks"
              .formatted(tensor.dtype()),
          null);
    }
    guarded(() -> {
      if (tensor.transposed()) {
        readColumns(first, (int) count, into, at);
      } else if (tensor.quantization() != null && tensor.quantization().perColumn()) {
        readStoredRows(first * rowSize, elements, into, at);
      } else {
        decode(first * rowSize, 0, into, at, elements);
      }
    });
  }

  /** Per-column scales: a run must end where a stored row (the last dimension) does. */
  private void readStoredRows(long first, int elements, float[] into, int at) {
    int columns = Math.toIntExact(tensor.shape().getLast());
    for (int done = 0; done < elements; done += columns) {
      decode(first + done, 0, into, at + done, columns);
    }
  }

  /** Stored [in, out]: columns first … first + count − 1 → into [count, in], tile by tile. */
  private void readColumns(long first, int count, float[] into, int at) {
    long out = tensor.shape().get(0);
    int in = Math.toIntExact(tensor.shape().get(1));
    float[] tile = new float[Math.min(TILE_ROWS, in) * Math.min(TILE_COLUMNS, count)];
    for (int j = 0; j < count; j += TILE_COLUMNS) {
      int columns = Math.min(TILE_COLUMNS, count - j);
      for (int i = 0; i < in; i += TILE_ROWS) {
        int rows = Math.min(TILE_ROWS, in - i);
        for (int r = 0; r < rows; r++) {
          decode((i + r) * out + first + j, first + j, tile, r * columns, columns);
        }
        transposeTile(tile, rows, columns, into, at + j * in + i, in);
      }
    }
  }

  /** tile [rows, columns] → into [columns, rows], whose rows lie {@code stride} apart. */
  private static void transposeTile(
      float[] tile, int rows, int columns, float[] into, int at, int stride) {
    for (int c = 0; c < columns; c++) {
      int to = at + c * stride;
      for (int r = 0; r < rows; r++) {
        into[to + r] = tile[r * columns + c];
      }
    }
  }

  private void decode(long first, long column, float[] into, int at, int count) {
    Quantization quantization = tensor.quantization();
    if (quantization == null) {
      Elements.floats(tensor.dtype(), tensor.data(), first, into, at, count);
    } else {
      Elements.dequantized(
          tensor.dtype(), tensor.data(), first, quantization, column, into, at, count);
    }
  }

  int[] toInts() {
    if (tensor.quantization() != null || tensor.dtype().isFloat()) {
      throw failure(
          "holds reals (%s); ints are read from integer tensors".formatted(tensor.dtype()), null);
    }
    if (tensor.elements() > MAX_ARRAY) {
      throw failure(
          "has %,d elements, more than a Java array holds".formatted(tensor.elements()), null);
    }
    int[] ints = new int[(int) tensor.elements()];
    guarded(() -> readInts(ints));
    return ints;
  }

  private void readInts(int[] ints) {
    int stride = tensor.transposed() ? Math.toIntExact(tensor.shape().get(0)) : 0;
    int columns = tensor.transposed() ? Math.toIntExact(tensor.shape().get(1)) : 0;
    for (int i = 0; i < ints.length; i++) {
      long at = tensor.transposed() ? (long) (i % columns) * stride + i / columns : i;
      long value = Elements.integer(tensor.dtype(), tensor.data(), at);
      if (value != (int) value) {
        throw new ArithmeticException(
            "element %,d is %,d, beyond the range of int".formatted(i, value));
      }
      ints[i] = (int) value;
    }
  }

  /**
   * Runs a read; what can go wrong in the middle of one becomes an error that names the file and
   * the tensor.
   */
  void guarded(Runnable read) {
    try {
      read.run();
    } catch (ArithmeticException e) {
      throw failure("cannot be read: " + e.getMessage(), e);
    } catch (IllegalStateException e) {
      if (tensor.data().scope().isAlive()) {
        throw e;
      }
      throw failure("cannot be read: its checkpoint is closed", e);
    } catch (InternalError e) {
      // What the JVM throws when a page of a mapped file is not there any more.
      throw failure("cannot be read: the file was shortened or lost while it was open", e);
    }
  }

  private CheckpointException failure(String what, @Nullable Throwable cause) {
    String message = "%s: tensor '%s' %s".formatted(tensor.origin(), tensor.name(), what);
    return cause == null
        ? new CheckpointException(message)
        : new CheckpointException(message, cause);
  }
}
