package dev.heed.app.search;

import dev.heed.app.io.FileException;
import dev.heed.app.io.Inputs;
import dev.heed.app.io.Utf8Lines;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * A file whose passages are searched.
 *
 * @param name as the command line names it; {@code -} for the standard input
 * @param format how it holds its passages
 * @param field column or JSON field of the text
 * @param inputs opens it
 */
public record Source(String name, PassageFormat format, String field, Inputs inputs) {
  /** Takes what the passages are made of. */
  @FunctionalInterface
  public interface Consumer {
    /**
     * Reads to the end.
     *
     * @param passages all of them are to be read
     * @param lines where they come from, to see how far they are
     */
    void accept(PassageReader passages, Utf8Lines lines);
  }

  /** False for pipes, which cannot be read twice and have no place of their own. */
  public boolean isKept() {
    return !name.equals(Inputs.STDIN) && Files.isRegularFile(FileException.path(name));
  }

  /** Where it lies; not for pipes. */
  public Path path() {
    return FileException.path(name);
  }

  /** SHA-256 of its bytes. */
  public byte[] digest() {
    MessageDigest sha = IndexKey.sha256();
    try (InputStream in = new DigestInputStream(inputs.open(name), sha)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
    return sha.digest();
  }

  /** Hands its passages over and returns the SHA-256 of the bytes that were read meanwhile. */
  public byte[] read(Consumer consumer) {
    MessageDigest sha = IndexKey.sha256();
    try (Utf8Lines lines =
        new Utf8Lines(Inputs.label(name), new DigestInputStream(inputs.open(name), sha))) {
      consumer.accept(format.reader(lines, field), lines);
      return sha.digest();
    }
  }
}
