package dev.heed.models.checkpoint;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Names of files that are written inside other files, and therefore not to be trusted. */
final class FileNames {
  private FileNames() {}

  /** The folder that a file lies in. */
  static Path folderOf(Path file) {
    return file.toAbsolutePath().resolveSibling("");
  }

  /**
   * The file of that name in the folder or below it.
   *
   * @throws CheckpointException if the name leads elsewhere, or is none
   */
  static Path inside(Path folder, String name, String origin) {
    // Absolute, since the folder '.' would be the empty path, which nothing starts with.
    Path home = folder.toAbsolutePath().normalize();
    try {
      Path file = home.resolve(name).normalize();
      if (!name.isBlank()
          && !Path.of(name).isAbsolute()
          && file.startsWith(home)
          && !file.equals(home)) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw new CheckpointException(
          "%s: names the file '%s', which no file can be called".formatted(origin, name), e);
    }
    throw new CheckpointException(
        "%s: names the file '%s'; expected a file in the same folder or below"
            .formatted(origin, name));
  }
}
