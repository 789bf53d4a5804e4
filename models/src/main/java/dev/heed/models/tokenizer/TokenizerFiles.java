package dev.heed.models.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds and reads a tokenizer's files. */
final class TokenizerFiles {
  static final String JSON = "tokenizer.json";
  static final String VOCABULARY = "vocab.txt";
  static final String CONFIGURATION = "tokenizer_config.json";

  /** Ten times the largest in use. */
  static final int MAX_BYTES = 256 << 20;

  /** Read as a tree, which takes many times the memory; those in use have some kilobytes. */
  static final int MAX_CONFIGURATION = 4 << 20;

  private TokenizerFiles() {}

  static Tokenizer load(Path path) {
    if (Files.isDirectory(path)) {
      return loadFolder(path);
    }
    if (path.toString().endsWith(".json")) {
      return TokenizerJson.read(bytes(path, MAX_BYTES), path.toString());
    }
    return loadVocabulary(path);
  }

  private static Tokenizer loadFolder(Path folder) {
    Path json = folder.resolve(JSON);
    if (Files.exists(json)) {
      return TokenizerJson.read(bytes(json, MAX_BYTES), json.toString());
    }
    Path vocabulary = folder.resolve(VOCABULARY);
    if (Files.exists(vocabulary)) {
      return loadVocabulary(vocabulary);
    }
    throw new TokenizerFormatException(
        "%s: neither %s nor %s is in this folder".formatted(folder, JSON, VOCABULARY));
  }

  private static Tokenizer loadVocabulary(Path file) {
    Path configuration = file.resolveSibling(CONFIGURATION);
    Optional<JsonFields> fields =
        Files.exists(configuration)
            ? Optional.of(
                TokenizerJson.readObject(
                    bytes(configuration, MAX_CONFIGURATION), configuration.toString()))
            : Optional.empty();
    return VocabularyFile.read(bytes(file, MAX_BYTES), file.toString(), fields);
  }

  private static byte[] bytes(Path file, int limit) {
    checkRegular(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new TokenizerFormatException(
            "%s: has more than %,d bytes; is it a tokenizer's file?".formatted(file, limit));
      }
      return bytes;
    } catch (AccessDeniedException e) {
      throw new TokenizerFormatException(file + ": no permission to read this file", e);
    } catch (IOException e) {
      throw new TokenizerFormatException("%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  /** Opening a pipe or a device would wait for ever, or end never. */
  private static void checkRegular(Path file) {
    if (Files.notExists(file)) {
      throw new TokenizerFormatException(file + ": there is no such file");
    }
    if (Files.isDirectory(file)) {
      throw new TokenizerFormatException(file + ": is a folder; expected a file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new TokenizerFormatException(file + ": is neither a file nor a link to one");
    }
  }
}
