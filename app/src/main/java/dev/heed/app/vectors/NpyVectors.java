package dev.heed.app.vectors;

import dev.heed.app.io.FileException;
import dev.heed.models.Embedding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * NumPy's format, version 1.0: a header, then the vectors as little-endian F32, one row a text. The
 * number of rows is only known at the end, so the header is written last, into its reserved place.
 */
public final class NpyVectors implements VectorSink {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /**
   * All of it, the magic string and its own length included: the format wants a multiple of 64, and
   * the longest numbers fit.
   */
  static final int HEADER = 128;

  private final String name;
  private final FileChannel channel;
  private final int dimension;
  private final ByteBuffer row;
  private long rows;

  /**
   * @param name what error texts call the file
   * @param channel empty, and able to go back to its beginning
   * @param dimension of the vectors
   */
  public NpyVectors(String name, FileChannel channel, int dimension) {
    this.name = name;
    this.channel = channel;
    this.dimension = dimension;
    this.row = ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    write(ByteBuffer.allocate(HEADER));
  }

  @Override
  public void write(long index, String text, Embedding embedding) {
    row.clear();
    row.asFloatBuffer().put(embedding.vector());
    write(row);
    rows++;
  }

  @Override
  public void finish() {
    byte[] bytes = header(rows, dimension);
    try {
      channel.position(0);
      write(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      throw FileException.writing(name, e);
    }
  }

  /** The first 128 bytes of a file. */
  static byte[] header(long rows, int dimension) {
    String fields =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + dimension + "), }";
    int length = HEADER - MAGIC.length - Short.BYTES;
    byte[] padded =
        (fields + " ".repeat(length - 1 - fields.length()) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) length)
        .put(padded)
        .array();
  }

  private void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw FileException.writing(name, e);
    }
  }
}
