package dev.heed.app.search;

import dev.heed.app.io.FileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;

/** Where the indexes of files are kept. */
public sealed interface IndexPlace {
  /** End of an index file's name. */
  String EXTENSION = ".heed-index";

  /** Nowhere: each search builds its own. */
  record None() implements IndexPlace {
    @Override
    public Optional<Path> indexOf(Path file) {
      return Optional.empty();
    }
  }

  /**
   * In one folder, which is made when it is needed, for its owner alone: indexes hold the texts.
   *
   * @param folder of all indexes
   */
  record In(Path folder) implements IndexPlace {
    @Override
    public Optional<Path> indexOf(Path file) {
      try {
        Files.createDirectories(folder, attributes());
      } catch (IOException e) {
        throw FileException.writing(folder.toString(), e);
      }
      byte[] path = file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
      String digest = HexFormat.of().formatHex(IndexKey.sha256().digest(path), 0, 8);
      return Optional.of(folder.resolve(digest + "-" + file.getFileName() + EXTENSION));
    }

    private FileAttribute<?>[] attributes() {
      return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
          }
          : new FileAttribute<?>[0];
    }
  }

  /**
   * Hidden beside the file, as {@code .faq.txt.heed-index}; where its folder cannot be written to,
   * elsewhere.
   *
   * @param otherwise for files in read-only folders
   */
  record Beside(In otherwise) implements IndexPlace {
    @Override
    public Optional<Path> indexOf(Path file) {
      Path index = file.resolveSibling("." + file.getFileName() + EXTENSION);
      Path folder = index.toAbsolutePath().getParent();
      boolean usable =
          folder != null
              && Files.isWritable(folder)
              && (Files.notExists(index) || Files.isWritable(index));
      return usable ? Optional.of(index) : otherwise.indexOf(file);
    }
  }

  /**
   * The index file of a file, whether or not it exists; empty where none is kept.
   *
   * @throws FileException if the folder for it cannot be made
   */
  Optional<Path> indexOf(Path file);
}
