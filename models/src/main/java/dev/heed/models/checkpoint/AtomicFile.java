package dev.heed.models.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears whole or not at all: written under another name in the same folder and moved
 * by {@link #commit}. Without it {@link #close} leaves what was there before, and so does Ctrl-C. A
 * reader that has the old file open keeps the old file.
 *
 * <p>A link stays a link: what it points to is replaced. Devices and pipes cannot be replaced; they
 * are written to as they are.
 */
public final class AtomicFile implements AutoCloseable {
  /** As many links as Linux follows before it calls them a loop. */
  private static final int MOST_LINKS = 40;

  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rw-------");

  private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::deleteUnfinished, "unfinished"));
  }

  private final Path target;
  private final Path written;
  private final FileChannel channel;
  private final @Nullable Set<PosixFilePermission> permissions;

  private AtomicFile(
      Path target,
      Path written,
      FileChannel channel,
      @Nullable Set<PosixFilePermission> permissions) {
    this.target = target;
    this.written = written;
    this.channel = channel;
    this.permissions = permissions;
  }

  /**
   * Begins a file. One that is there already keeps its permissions.
   *
   * @throws IOException if it is a folder, or its own folder does not exist or cannot be written to
   */
  public static AtomicFile create(Path file) throws IOException {
    return isNoFile(file) ? inPlace(file) : replacing(file, null);
  }

  /**
   * Begins a file that its owner alone may read, whatever was there before.
   *
   * @throws IOException as {@link #create} does
   */
  public static AtomicFile createPrivate(Path file) throws IOException {
    return isNoFile(file) ? inPlace(file) : replacing(file, OWNER_ALONE);
  }

  /** Asked of the name as it is: /dev/stdout may lead to a pipe, which has no path of its own. */
  private static boolean isNoFile(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  private static AtomicFile inPlace(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(
          file.toString(), null, "is a folder; expected the name of a file to write");
    }
    return new AtomicFile(file, file, FileChannel.open(file, StandardOpenOption.WRITE), null);
  }

  private static AtomicFile replacing(Path file, @Nullable Set<PosixFilePermission> wanted)
      throws IOException {
    Path target = linked(file);
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new FileSystemException(
          file.toString(), null, "there is no folder '%s'".formatted(folder));
    }
    Set<PosixFilePermission> permissions = null;
    if (target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      permissions =
          wanted == null && Files.exists(target) ? Files.getPosixFilePermissions(target) : wanted;
    }
    String unique = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
    Path written = folder.resolve(".%s.%s.tmp".formatted(target.getFileName(), unique));
    // Not Files.createTempFile: that makes files which only their owner may read.
    FileAttribute<?>[] attributes =
        permissions == null
            ? new FileAttribute<?>[0]
            : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    FileChannel channel =
        FileChannel.open(
            written,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            attributes);
    UNFINISHED.add(written);
    return new AtomicFile(target, written, channel, permissions);
  }

  /** Where links lead, as any other program would write; the file there may not exist yet. */
  private static Path linked(Path file) throws IOException {
    if (Files.exists(file)) {
      return file.toRealPath();
    }
    Path at = file.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(at); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemException(file.toString(), null, "its links form a loop");
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    return at;
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
  public void commit() throws IOException {
    if (!isReplaced()) {
      channel.close();
      return;
    }
    if (permissions != null) {
      // Once more: the process's umask may have taken some away.
      Files.setPosixFilePermissions(written, permissions);
    }
    channel.force(true);
    channel.close();
    move();
    UNFINISHED.remove(written);
  }

  private void move() throws IOException {
    try {
      Files.move(
          written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes what was written unless it was committed. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (UNFINISHED.remove(written)) {
      Files.deleteIfExists(written);
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
