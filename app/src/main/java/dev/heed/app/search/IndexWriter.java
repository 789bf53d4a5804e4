package dev.heed.app.search;

import dev.heed.app.io.FileException;
import dev.heed.app.io.Spool;
import dev.heed.models.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/** Writes an index file, passage by passage: memory for one of them. */
final class IndexWriter implements AutoCloseable {
  private final Path file;
  private final int dimension;
  private final AtomicFile target;
  private final Spool entries;
  private final Spool texts;
  private final CRC32C checksum = new CRC32C();
  private final ByteBuffer vectorBytes;
  private final ByteBuffer entryBytes =
      ByteBuffer.allocate(IndexLayout.ENTRY).order(ByteOrder.LITTLE_ENDIAN);
  private long count;
  private long textBytes;

  /**
   * @param file where the index will be; its folder must exist
   * @param dimension of the vectors
   */
  IndexWriter(Path file, int dimension) {
    this.file = file;
    this.dimension = dimension;
    this.vectorBytes = ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    this.target = begun(file);
    this.entries = Spool.create();
    this.texts = Spool.create();
    try {
      write(ByteBuffer.allocate(IndexLayout.HEADER));
    } catch (IOException e) {
      throw FileException.writing(file.toString(), e);
    }
  }

  /**
   * Private: it holds the texts, which the file that they come from may show to its owner alone.
   */
  private static AtomicFile begun(Path file) {
    try {
      return AtomicFile.createPrivate(file);
    } catch (IOException e) {
      throw FileException.writing(file.toString(), e);
    }
  }

  /** One more passage. The vector is scaled to length 1; zeros stay zeros. */
  void add(Passage passage, float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    double length = squares == 0 ? 1 : Math.sqrt(squares);
    vectorBytes.clear();
    for (float component : vector) {
      vectorBytes.putFloat((float) (component / length));
    }
    vectorBytes.flip();
    checksum.update(vectorBytes.duplicate());
    byte[] text = passage.text().getBytes(StandardCharsets.UTF_8);
    entryBytes.clear().putLong(passage.line()).putLong(textBytes).putInt(text.length).putInt(0);
    try {
      write(vectorBytes);
      entries.append(entryBytes.flip());
      texts.append(ByteBuffer.wrap(text));
    } catch (IOException e) {
      throw FileException.writing(file.toString(), e);
    }
    textBytes += text.length;
    count++;
  }

  /** All are there: puts the index in its place. */
  void commit(IndexKey key) {
    IndexLayout layout = new IndexLayout(dimension, count);
    try {
      WritableByteChannel rest =
          Channels.newChannel(new CheckedOutputStream(target.stream(), checksum));
      entries.copyTo(rest);
      texts.copyTo(rest);
      target.channel().position(0);
      write(layout.header(key, layout.textsAt() + textBytes, (int) checksum.getValue()));
      target.commit();
    } catch (IOException e) {
      throw FileException.writing(file.toString(), e);
    }
  }

  @Override
  public void close() {
    texts.close();
    entries.close();
    try {
      target.close();
    } catch (IOException e) {
      throw FileException.writing(file.toString(), e);
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      target.channel().write(bytes);
    }
  }
}
