package dev.heed.models.tokenizer;

import java.io.IOException;
import java.io.InputStream;
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

  private TokenizerFiles() {}

  static Tokenizer load(Path path) {
    if (Files.isDirectory(path)) {
      return loadFolder(path);
    }
    if (path.toString().endsWith(".json")) {
      return TokenizerJson.read(bytes(path), path.toString());
    }
    return loadVocabulary(path);
  }

  private static Tokenizer loadFolder(Path folder) {
    Path json = folder.resolve(JSON);
    if (Files.exists(json)) {
      return TokenizerJson.read(bytes(json), json.toString());
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
            ? Optional.of(TokenizerJson.readObject(bytes(configuration), configuration.toString()))
            : Optional.empty();
    return VocabularyFile.read(bytes(file), file.toString(), fields);
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new TokenizerFormatException(
            "%s: has more than %,d bytes; is it a tokenizer's file?".formatted(file, MAX_BYTES));
      }
      return bytes;
    } catch (IOException e) {
      throw new TokenizerFormatException("%s: cannot be read: %s".formatted(file, e), e);
    }
  }
}
