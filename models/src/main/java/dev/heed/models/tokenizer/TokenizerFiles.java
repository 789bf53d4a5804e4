package dev.heed.models.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds and reads a tokenizer's files. */
final class TokenizerFiles {
  static final String JSON = "tokenizer.json";
  static final String VOCABULARY = "vocab.txt";
  static final String MODEL = "tokenizer.model";
  static final String VOCABULARY_JSON = "vocab.json";
  static final String MERGES = "merges.txt";
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
      return loadJson(path);
    }
    if (path.endsWith(MERGES)) {
      return loadMerges(path);
    }
    if (path.toString().endsWith(".model")) {
      return loadModel(path);
    }
    if (path.toString().endsWith(".bin")) {
      return Llama2cFile.read(bytes(path, MAX_BYTES), path.toString());
    }
    return loadVocabulary(path);
  }

  private static Tokenizer loadJson(Path file) {
    return configured(TokenizerJson.read(bytes(file, MAX_BYTES), file.toString()), file);
  }

  private static Tokenizer loadModel(Path file) {
    FolderSettings folder = folderSettings(file);
    return ConfiguredRoles.apply(
        SentencePieceFile.read(bytes(file, MAX_BYTES), file.toString(), folder),
        folder.configuration());
  }

  private static Tokenizer loadMerges(Path merges) {
    Path vocabulary = merges.resolveSibling(VOCABULARY_JSON);
    PipelineTokenizer tokenizer =
        MergesFile.read(
            TokenizerJson.readVocabulary(bytes(vocabulary, MAX_BYTES), vocabulary.toString()),
            new String(bytes(merges, MAX_BYTES), StandardCharsets.UTF_8),
            configuration(merges),
            merges.toString());
    return configured(tokenizer, merges);
  }

  private static Tokenizer configured(PipelineTokenizer tokenizer, Path file) {
    return ConfiguredRoles.apply(tokenizer, configuration(file));
  }

  private static Tokenizer loadFolder(Path folder) {
    Path json = folder.resolve(JSON);
    if (Files.exists(json)) {
      return loadJson(json);
    }
    Path vocabulary = folder.resolve(VOCABULARY);
    if (Files.exists(vocabulary)) {
      return loadVocabulary(vocabulary);
    }
    Path model = folder.resolve(MODEL);
    if (Files.exists(model)) {
      return loadModel(model);
    }
    if (Files.exists(folder.resolve(VOCABULARY_JSON)) && Files.exists(folder.resolve(MERGES))) {
      return loadMerges(folder.resolve(MERGES));
    }
    throw new TokenizerFormatException(
        "%s: neither %s nor %s nor %s nor %s with %s is in this folder"
            .formatted(folder, JSON, VOCABULARY, MODEL, VOCABULARY_JSON, MERGES));
  }

  private static Tokenizer loadVocabulary(Path file) {
    return VocabularyFile.read(bytes(file, MAX_BYTES), file.toString(), configuration(file));
  }

  /** The tokenizer_config.json beside a file, if there is one. */
  private static Optional<JsonFields> configuration(Path file) {
    return beside(file, CONFIGURATION);
  }

  private static FolderSettings folderSettings(Path file) {
    Optional<JsonFields> configuration = configuration(file);
    return new FolderSettings(
        configuration,
        beside(file, "added_tokens.json"),
        beside(file, "special_tokens_map.json"),
        configuration.isPresent() || Files.exists(file.resolveSibling("config.json")));
  }

  private static Optional<JsonFields> beside(Path file, String name) {
    Path other = file.resolveSibling(name);
    return Files.exists(other)
        ? Optional.of(TokenizerJson.readObject(bytes(other, MAX_CONFIGURATION), other.toString()))
        : Optional.empty();
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
