package dev.heed.models.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file whole or not at all: into a temporary file in the same folder, which takes the name
 * in one step when it is complete and on the disk. A reader that has the old file open keeps the
 * old file.
 */
final class AtomicFile {
  private AtomicFile() {}

  /** Writes what belongs into the file. */
  interface Body {
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * @throws CheckpointException if the file cannot be written; nothing is left behind then
   */
  static void write(Path target, Body body) {
    if (Files.isDirectory(target)) {
      throw new CheckpointException(target + ": is a folder; expected the name of a file to write");
    }
    // Not Files.createTempFile: that makes files which only their owner may read.
    Path temporary =
        target.resolveSibling(".%s.%s.tmp".formatted(target.getFileName(), UUID.randomUUID()));
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        body.writeTo(channel);
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      throw new CheckpointException(
          "%s: cannot be written: its folder is absent".formatted(target), e);
    } catch (IOException e) {
      throw new CheckpointException("%s: cannot be written: %s".formatted(target, e), e);
    } finally {
      deleteIfThere(temporary);
    }
  }

  private static void deleteIfThere(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The error that the caller gets is the one that came first; a left-over file harms nobody.
      temporary.toFile().deleteOnExit();
    }
  }
}
