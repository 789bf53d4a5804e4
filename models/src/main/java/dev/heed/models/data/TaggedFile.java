package dev.heed.models.data;

import java.nio.file.Path;

/**
 * A file of sentences whose words have tags. Each opening reads it from its beginning, one sentence
 * at a time; a file may be larger than memory.
 *
 * @param path where it is
 * @param format how it holds them
 */
public record TaggedFile(Path path, TagFormat format) {
  /**
   * In the format that its ending names.
   *
   * @throws DataException if it names none
   */
  public static TaggedFile of(Path path) {
    return new TaggedFile(path, TagFormat.of(path));
  }

  /** The file, for error texts. */
  public String name() {
    return path.toString();
  }

  /**
   * Begins to read.
   *
   * @throws DataException if it cannot be read
   */
  public TaggedReader open() {
    TextSource source = new TextSource(path);
    return switch (format) {
      case CONLL -> new ConllReader(source);
      case JSON_LINES -> new TaggedJsonReader(source);
    };
  }
}
