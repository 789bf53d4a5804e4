package dev.heed.models.load;

import dev.heed.models.checkpoint.GgufFile;
import dev.heed.models.checkpoint.GgufMetadata;
import dev.heed.models.checkpoint.ModelFiles;
import dev.heed.models.checkpoint.ModelResource;
import dev.heed.models.tokenizer.GgufVocabulary;
import dev.heed.models.tokenizer.Tokenizer;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Tokenizers from whatever file a model keeps them in. */
public final class Tokenizers {
  private static final String PREFIX = "tokenizer.ggml.";
  private static final String ID = "_token_id";

  private Tokenizers() {}

  /**
   * The tokenizer in a GGUF file, or in a file or folder that {@link Tokenizer#load} reads.
   *
   * @throws dev.heed.models.tokenizer.TokenizerFormatException if it is damaged, or of a kind that
   *     is not supported
   * @throws dev.heed.models.checkpoint.CheckpointException if a GGUF file cannot be read
   */
  public static Tokenizer load(Path folderOrFile) {
    if (!folderOrFile.toString().toLowerCase(Locale.ROOT).endsWith(".gguf")) {
      return Tokenizer.load(folderOrFile);
    }
    try (GgufFile file = GgufFile.open(folderOrFile)) {
      return of(file.metadata());
    }
  }

  /**
   * The tokenizer that the metadata of a GGUF file describe.
   *
   * @throws dev.heed.models.tokenizer.TokenizerFormatException if they are damaged, or of a kind
   *     that is not supported
   * @throws dev.heed.models.checkpoint.CheckpointException if a value is not of its type
   */
  public static Tokenizer of(GgufMetadata metadata) {
    Map<String, Integer> ids = new HashMap<>();
    Map<String, Boolean> flags = new HashMap<>();
    for (String key : metadata.keys()) {
      if (key.startsWith(PREFIX)) {
        String name = key.substring(PREFIX.length());
        if (name.endsWith(ID)) {
          OptionalLong id = metadata.integer(key);
          // What fits no int is outside of any vocabulary, and said to be.
          ids.put(
              name.substring(0, name.length() - ID.length()),
              (int) Math.max(-1, Math.min(id.orElseThrow(), Integer.MAX_VALUE)));
        } else if (metadata.type(key).filter("BOOL"::equals).isPresent()) {
          flags.put(name, metadata.flag(key).orElseThrow());
        }
      }
    }
    return Tokenizer.of(
        new GgufVocabulary(
            metadata.origin(),
            metadata.string("general.name").orElse(""),
            metadata.string(PREFIX + "model").orElse(""),
            metadata.string(PREFIX + "pre").orElse(""),
            metadata.strings(PREFIX + "tokens").orElse(List.of()),
            metadata.floats(PREFIX + "scores").orElseGet(() -> new float[0]),
            metadata.integers(PREFIX + "token_type").orElseGet(() -> new int[0]),
            metadata.strings(PREFIX + "merges").orElse(List.of()),
            metadata.bytes(PREFIX + "precompiled_charsmap").orElseGet(() -> new byte[0]),
            ids,
            flags));
  }

  /** The tokenizer of a model, or empty where it comes without one. */
  static Optional<Tokenizer> of(ModelFiles files) {
    Optional<GgufMetadata> metadata = files.ggufMetadata();
    if (metadata.isPresent() && metadata.get().hasTokenizer()) {
      return metadata.map(Tokenizers::of);
    }
    if (files.llama2cTokenizer().isPresent()) {
      return files.llama2cTokenizer().map(file -> Tokenizer.load(onDisk(file)));
    }
    Optional<ModelResource> json = files.tokenizerJson();
    if (json.isPresent()) {
      return json.map(Tokenizers::read);
    }
    for (String name : List.of("vocab.txt", "tokenizer.model")) {
      Optional<ModelResource> file = files.file(name);
      if (file.isPresent()) {
        return file.map(found -> Tokenizer.load(onDisk(found)));
      }
    }
    return files
        .file("merges.txt")
        .filter(merges -> files.file("vocab.json").isPresent())
        .map(merges -> Tokenizer.load(onDisk(merges)));
  }

  /** On disk, a tokenizer_config.json beside it has something to say as well. */
  private static Tokenizer read(ModelResource json) {
    return json.location().getProtocol().equals("file")
        ? Tokenizer.load(onDisk(json))
        : Tokenizer.fromJson(json.bytes(ModelSource.LONGEST_TOKENIZER), json.origin());
  }

  private static Path onDisk(ModelResource file) {
    try {
      return Path.of(file.location().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(file.origin(), e);
    }
  }
}
