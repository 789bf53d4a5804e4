package dev.heed.models.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to write one blob: one thread of one process has it at a time. The system takes it back
 * when a process ends, however it ends.
 */
final class BlobLock implements AutoCloseable {
  private static final long POLL_MILLIS = 100;

  /** A process's own locks do not shut its own threads out. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private BlobLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Waits until it is free.
   *
   * @param waits is run once if it is not at once
   */
  static BlobLock take(Path name, Runnable waits) throws InterruptedException {
    Path file = real(name);
    boolean told = false;
    while (true) {
      if (HELD.add(file)) {
        BlobLock lock = tryLock(file);
        if (lock != null) {
          return lock;
        }
        HELD.remove(file);
      }
      if (!told) {
        waits.run();
        told = true;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** One name for each file, whatever links lead to its folder. */
  private static Path real(Path file) {
    try {
      return file.toAbsolutePath().resolveSibling("").toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      throw CacheFolder.writing(file, e);
    }
  }

  private static @Nullable BlobLock tryLock(Path file) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new BlobLock(file, channel);
      }
      channel.close();
      return null;
    } catch (IOException e) {
      HELD.remove(file);
      throw new HubException(
          "%s: cannot be locked: %s; name a cache on a disk of this machine with --cache or HF_HUB_CACHE"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Lets the next one in. The file stays: to delete it could let two in. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw CacheFolder.writing(file, e);
    } finally {
      HELD.remove(file);
    }
  }
}
