package dev.heed.models.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The root of a cache, and the care with which something is written below it: others may have put
 * links there, and none is followed out of it.
 */
final class CacheFolder {
  /** What tells programs that make backups to pass a folder over, as huggingface_hub writes it. */
  private static final String TAG =
      """
      Signature: 8a477f597d28d172789f06886806bc55
      # This file is a cache directory tag created by huggingface_hub.
      # For information about cache directory tags, see:
      #\thttps://bford.info/cachedir/
      """;

  private final Path root;

  CacheFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  /** A folder below the root, made where it is not there. */
  Path made(String relative) {
    try {
      Files.createDirectories(root);
      Path at = root;
      for (Path part : Path.of(relative)) {
        at = at.resolve(part);
        try {
          Files.createDirectory(at);
        } catch (FileAlreadyExistsException e) {
          checkInside(at);
          if (!Files.isDirectory(at)) {
            throw new FileSystemException(at.toString(), null, "is no folder");
          }
        }
      }
      return at;
    } catch (IOException e) {
      throw writing(root.resolve(relative), e);
    }
  }

  /** Marks the root as a cache, as huggingface_hub does; it does without as well. */
  void tag() {
    Path tag = root.resolve("CACHEDIR.TAG");
    if (!Files.exists(tag, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.writeString(tag, TAG, StandardOpenOption.CREATE_NEW);
      } catch (IOException e) {
        return; // another process was faster, or a backup will hold more than it need
      }
    }
  }

  /** Whether something is there, a file that can be read, with links that stay in the cache. */
  boolean hasFile(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    checkInside(file);
    return true;
  }

  /** Puts a small file in its place, whole; a link of that name is replaced, not followed. */
  void write(Path file, byte[] content) {
    Path written = beside(file);
    try {
      Files.write(written, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      replace(written, file);
    } catch (IOException e) {
      delete(written);
      throw writing(file, e);
    }
  }

  /** A name in the same folder that nobody has. */
  static Path beside(Path file) {
    String unique = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
    return file.resolveSibling("%s.%s.tmp".formatted(file.getFileName(), unique));
  }

  static void replace(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return; // a leftover with a telling name is all the harm
    }
  }

  /** Bytes that can still be written there, or −1 where nobody knows. */
  long free() {
    Path at = root;
    while (!Files.exists(at)) {
      Path parent = at.getParent();
      if (parent == null) {
        return -1;
      }
      at = parent;
    }
    try {
      FileStore store = Files.getFileStore(at);
      return store.getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }

  private void checkInside(Path file) {
    try {
      if (!file.toRealPath().startsWith(root.toRealPath())) {
        throw new HubException(
            "%s: is a link that leads out of the cache, to %s; nothing is written or read through it: delete it, or name another cache with --cache or HF_HUB_CACHE"
                .formatted(file, file.toRealPath()));
      }
    } catch (IOException e) {
      throw writing(file, e);
    }
  }

  /** What went wrong with a file of the cache, in words. */
  static HubException writing(Path file, IOException cause) {
    String words =
        switch (cause) {
          case AccessDeniedException e -> "permission denied";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> String.valueOf(cause.getMessage());
        };
    return new HubException("%s: cannot be written: %s".formatted(file, words), cause);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
