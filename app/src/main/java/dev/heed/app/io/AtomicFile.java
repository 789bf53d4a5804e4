package dev.heed.app.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears whole or not at all: written under another name in the same folder and moved
 * by {@link #commit}. Without it {@link #close} leaves what was there before, and so does Ctrl-C.
 *
 * <p>Devices and pipes cannot be replaced; they are written to as they are.
 */
public final class AtomicFile implements AutoCloseable {
  private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::deleteUnfinished, "unfinished"));
  }

  private final Path target;
  private final Path written;
  private final FileChannel channel;

  private AtomicFile(Path target, Path written, FileChannel channel) {
    this.target = target;
    this.written = written;
    this.channel = channel;
  }

  /**
   * Begins a file.
   *
   * @throws FileException if the folder does not exist or cannot be written to
   */
  public static AtomicFile create(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new FileException(file + ": is a folder; expected the name of a file to write");
      }
      // Through a link, as any other program would write.
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        return new AtomicFile(target, target, FileChannel.open(target, StandardOpenOption.WRITE));
      }
      Path folder = target.getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new FileException(
            "%s: cannot be written: there is no folder '%s'".formatted(file, folder));
      }
      long unique = ThreadLocalRandom.current().nextLong() >>> 1;
      Path written =
          folder.resolve(".%s.%s.tmp".formatted(target.getFileName(), Long.toString(unique, 36)));
      FileChannel channel =
          FileChannel.open(
              written,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      UNFINISHED.add(written);
      return new AtomicFile(target, written, channel);
    } catch (IOException e) {
      throw FileException.writing(file.toString(), e);
    }
  }

  /**
   * True when a file is written and moved; false for devices and pipes, which have no beginning.
   */
  public boolean isReplaced() {
    return !written.equals(target);
  }

  /** Where to write. */
  public FileChannel channel() {
    return channel;
  }

  /** The same as a stream, not buffered. */
  public OutputStream stream() {
    return Channels.newOutputStream(channel);
  }

  /** All is written: brings it to the disk and puts it in its place. */
  public void commit() {
    try {
      if (!isReplaced()) {
        channel.close();
        return;
      }
      channel.force(true);
      channel.close();
      move();
      UNFINISHED.remove(written);
    } catch (IOException e) {
      throw FileException.writing(target.toString(), e);
    }
  }

  private void move() throws IOException {
    keepPermissions();
    try {
      Files.move(
          written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A file that only its owner could read stays so. */
  private void keepPermissions() throws IOException {
    PosixFileAttributeView before =
        Files.getFileAttributeView(target, PosixFileAttributeView.class);
    if (before != null && Files.exists(target)) {
      Files.setPosixFilePermissions(written, before.readAttributes().permissions());
    }
  }

  /** Deletes what was written unless it was committed. */
  @Override
  public void close() {
    try {
      channel.close();
      if (UNFINISHED.remove(written)) {
        Files.deleteIfExists(written);
      }
    } catch (IOException e) {
      throw FileException.writing(target.toString(), e);
    }
  }

  private static void deleteUnfinished() {
    for (Path file : UNFINISHED) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // The process is ending; a leftover with a telling name is all the harm.
      }
    }
  }
}
