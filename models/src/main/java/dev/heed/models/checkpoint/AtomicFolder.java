package dev.heed.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder that appears whole or not at all: written under another name beside it and moved by
 * {@link #commit}. Without it {@link #close} leaves what was there before, and so does Ctrl-C.
 *
 * <p>No system call exchanges two folders in Java: the old one is moved aside first. A process that
 * is killed between the two moves leaves it there, and {@link #recover} brings it back.
 */
public final class AtomicFolder implements AutoCloseable {
  private static final String OLD = ".old";

  private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtomicFolder::deleteUnfinished, "unfinished"));
  }

  private final Path target;
  private final Path written;
  private boolean committed;

  private AtomicFolder(Path target, Path written) {
    this.target = target;
    this.written = written;
  }

  /**
   * Begins a folder; those above it are made.
   *
   * @param replaced which files, by their names within, a folder that is there already may lose
   * @throws IOException if the name is taken by a file, or by a folder with other files
   */
  public static AtomicFolder create(Path folder, Predicate<String> replaced) throws IOException {
    recover(folder);
    check(folder, replaced);
    Path target = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
    Path written = sibling(target, ".tmp");
    Files.createDirectories(FileNames.folderOf(target));
    Files.createDirectory(written);
    UNFINISHED.add(written);
    return new AtomicFolder(target, written);
  }

  /**
   * Refuses the name of a folder that cannot be begun. Nothing is written.
   *
   * @param replaced see {@link #create}
   * @throws IOException if the name is taken by a file, or by a folder with other files
   */
  public static void check(Path folder, Predicate<String> replaced) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Path target = folder.toRealPath();
    if (!Files.isDirectory(target)) {
      throw new FileSystemException(target.toString(), null, "is a file; expected a folder's name");
    }
    for (Path path : tree(target)) {
      String name = target.relativize(path).toString().replace('\\', '/');
      if (!Files.isDirectory(path) && !replaced.test(name)) {
        throw new FileSystemException(
            target.toString(),
            null,
            "holds '%s', which would be lost; name another folder".formatted(name));
      }
    }
  }

  /**
   * Brings back the folder that was moved aside by a process that was killed before the new one
   * took its place. Does nothing where the folder is there.
   */
  public static void recover(Path folder) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    Path parent = FileNames.folderOf(target);
    if (Files.exists(target) || !Files.isDirectory(parent)) {
      return;
    }
    String prefix = ".%s.".formatted(target.getFileName());
    try (Stream<Path> beside = Files.list(parent)) {
      List<Path> aside =
          beside
              .filter(path -> name(path).startsWith(prefix) && name(path).endsWith(OLD))
              .sorted()
              .toList();
      if (!aside.isEmpty()) {
        Files.move(aside.getLast(), target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  private static Path sibling(Path target, String end) {
    String unique = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
    return target.resolveSibling(".%s.%s%s".formatted(target.getFileName(), unique, end));
  }

  /**
   * Where a file of that name is to be written; the folders above it are there.
   *
   * @param name such as {@code 1_Pooling/config.json}
   */
  public Path file(String name) throws IOException {
    Path file = FileNames.inside(written, name, target.toString());
    Files.createDirectories(FileNames.folderOf(file));
    return file;
  }

  /** Writes a small file, down to the disk. */
  public void write(String name, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** All is written: puts the folder in its place. */
  public void commit() throws IOException {
    if (Files.exists(target)) {
      Path aside = sibling(target, OLD);
      Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
      try {
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        throw e;
      }
      committed = true;
      delete(aside);
    } else {
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
      committed = true;
    }
    UNFINISHED.remove(written);
  }

  /** Deletes what was written unless it was committed. */
  @Override
  public void close() throws IOException {
    if (!committed && UNFINISHED.remove(written)) {
      delete(written);
    }
  }

  private static List<Path> tree(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> !path.equals(folder)).toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    for (Path path : tree(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.deleteIfExists(path);
    }
    Files.deleteIfExists(folder);
  }

  private static void deleteUnfinished() {
    for (Path folder : UNFINISHED) {
      try {
        delete(folder);
      } catch (IOException e) {
        // The process is ending; a leftover with a telling name is all the harm.
      }
    }
  }
}
