package dev.heed.models.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A file that grows to a size and a hash that are known beforehand. What is there already, from a
 * run that was cut, is hashed first and counts. Stays when it is closed.
 */
final class PartialFile implements AutoCloseable {
  private final Path path;
  private final long size;
  private final FileHash hash;
  private final FileChannel channel;
  private MessageDigest digest;
  private long length;

  private PartialFile(Path path, long size, FileHash hash, FileChannel channel) {
    this.path = path;
    this.size = size;
    this.hash = hash;
    this.channel = channel;
    this.digest = hash.digest(size);
  }

  /** Opens what is there, or begins; what is longer than it may be is thrown away. */
  static PartialFile open(Path path, long size, FileHash hash) {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new HubException("%s: is no file, and nothing is written through it".formatted(path));
    }
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      PartialFile file = new PartialFile(path, size, hash, channel);
      file.readBack();
      return file;
    } catch (IOException e) {
      throw CacheFolder.writing(path, e);
    }
  }

  private void readBack() throws IOException {
    if (channel.size() > size) {
      channel.truncate(0);
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    while (channel.read(buffer, length) > 0) {
      length += buffer.flip().remaining();
      digest.update(buffer);
      buffer.clear();
    }
  }

  long length() {
    return length;
  }

  /** Begins again. */
  void restart() {
    try {
      channel.truncate(0);
      length = 0;
      digest = hash.digest(size);
    } catch (IOException e) {
      throw CacheFolder.writing(path, e);
    }
  }

  /** Adds bytes, not more than are missing. */
  void append(ByteBuffer bytes) {
    try {
      digest.update(bytes.duplicate());
      while (bytes.hasRemaining()) {
        length += channel.write(bytes, length);
      }
    } catch (IOException e) {
      throw CacheFolder.writing(path, e);
    }
  }

  /** Whether all is there and right. Asked once. */
  boolean isRight() {
    return length == size && hash.isThatOf(digest);
  }

  /** Brings it to the disk and gives it its name. */
  void moveTo(Path target) {
    try {
      channel.force(true);
      channel.close();
      CacheFolder.replace(path, target);
    } catch (IOException e) {
      throw CacheFolder.writing(target, e);
    }
  }

  /** Throws it away. */
  void delete() {
    close();
    CacheFolder.delete(path);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw CacheFolder.writing(path, e);
    }
  }
}
