package dev.heed.app.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes that must wait for others to be written first: a temporary file that nobody else sees. */
public final class Spool implements AutoCloseable {
  private final FileChannel channel;

  private Spool(FileChannel channel) {
    this.channel = channel;
  }

  /** An empty one. */
  public static Spool create() {
    try {
      Path file = Files.createTempFile("heed-", ".spool");
      return new Spool(
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw FileException.writing("a temporary file", e);
    }
  }

  /** Where to write. */
  public FileChannel channel() {
    return channel;
  }

  /** Appends bytes. */
  public void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Number of bytes so far. */
  public long size() throws IOException {
    return channel.size();
  }

  /** Writes all bytes from the first one to a stream. */
  public void copyTo(OutputStream out) throws IOException {
    copyTo(Channels.newChannel(out));
  }

  /** Writes all bytes from the first one to a channel. */
  public void copyTo(WritableByteChannel out) throws IOException {
    long size = channel.size();
    for (long at = 0; at < size; ) {
      at += channel.transferTo(at, size - at, out);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileException.writing("a temporary file", e);
    }
  }
}
