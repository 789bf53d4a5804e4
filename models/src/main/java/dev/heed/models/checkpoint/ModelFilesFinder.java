package dev.heed.models.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Decides which kind of model lies in a place, and opens it. */
final class ModelFilesFinder {
  private static final List<String> PICKLES =
      List.of(
          "pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack");

  private static final String GGUF = ".gguf";
  private static final String BIN = ".bin";

  private final Path model;

  ModelFilesFinder(Path model) {
    this.model = model;
  }

  ModelFiles open() {
    if (Files.isDirectory(model)) {
      SentenceSettingsReader.Found found = SentenceSettingsReader.read(model);
      return folder(found.transformer(), found);
    }
    if (name(model).endsWith(".safetensors")) {
      return safetensors(model);
    }
    if (name(model).endsWith(GGUF)) {
      return gguf(model, null);
    }
    if (PICKLES.contains(name(model))) {
      throw pickled(FileNames.folderOf(model), List.of(name(model)));
    }
    if (name(model).endsWith(BIN)) {
      return llama2c(model);
    }
    if (!name(model).endsWith(".onnx")) {
      Memory.checkRegular(model);
      throw new CheckpointException(
          "%s: is no model that is read; expected a folder with config.json and model.safetensors, or a .safetensors, .onnx or .gguf file, or a .bin file of llama2.c"
              .formatted(model));
    }
    return onnx(model, null);
  }

  /** Named by itself: its configuration and all else lie beside it. */
  private ModelFiles safetensors(Path file) {
    Memory.checkRegular(file);
    Path folder = FileNames.folderOf(file);
    ObjectNode config = object(folder.resolve("config.json"));
    ModelResource tokenizer = tokenizer(folder);
    SentenceSettingsReader.Found found = settings(folder);
    return new ModelFiles(
        model.toString(),
        config,
        withDense(SafetensorsFile.open(file), found),
        null,
        folder,
        tokenizer,
        found.settings());
  }

  /** Of the model in that folder itself, not of one in a folder below. */
  private static SentenceSettingsReader.Found settings(Path folder) {
    SentenceSettingsReader.Found found = SentenceSettingsReader.read(folder);
    return found.transformer().normalize().equals(folder.normalize())
        ? found
        : new SentenceSettingsReader.Found(folder, Optional.empty(), Optional.empty());
  }

  /** The checkpoint with the weights of a dense layer that lies in a folder of its own. */
  static Checkpoint withDense(Checkpoint checkpoint, SentenceSettingsReader.Found found) {
    if (found.dense().isEmpty()) {
      return checkpoint;
    }
    try {
      Checkpoint dense = SafetensorsFile.open(found.dense().get());
      return checkpoint.with(dense, SentenceSettings.Dense.PREFIX);
    } catch (RuntimeException | Error e) {
      checkpoint.close();
      throw e;
    }
  }

  private ModelFiles folder(Path folder, SentenceSettingsReader.Found found) {
    Path single = folder.resolve("model.safetensors");
    Path index = folder.resolve("model.safetensors.index.json");
    if (Files.exists(single) || Files.exists(index)) {
      ObjectNode config = object(folder.resolve("config.json"));
      ModelResource tokenizer = tokenizer(folder);
      Checkpoint checkpoint =
          Files.exists(single) ? SafetensorsFile.open(single) : ShardIndex.open(index);
      return new ModelFiles(
          model.toString(),
          config,
          withDense(checkpoint, found),
          null,
          folder,
          tokenizer,
          found.settings());
    }
    return Stream.of("model.onnx", "onnx/model.onnx")
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst()
        .map(file -> onnx(file, found))
        .or(() -> gguf(folder))
        .or(() -> llama2cIn(folder))
        .orElseThrow(() -> nothing(folder));
  }

  private Optional<ModelFiles> gguf(Path folder) {
    List<String> models =
        names(folder).stream()
            .filter(name -> name.endsWith(GGUF))
            .map(name -> GgufShards.firstOfSet(name).orElse(name))
            .distinct()
            .toList();
    return only(folder, models, "GGUF models").map(name -> gguf(folder.resolve(name), folder));
  }

  /** A tokenizer of its own comes first: who made the file had a reason. */
  private ModelFiles gguf(Path file, @Nullable Path folder) {
    GgufDecoder decoder = GgufDecoder.open(file);
    return new ModelFiles(
        model.toString(),
        decoder,
        folder,
        decoder.metadata().hasTokenizer() ? null : tokenizer(FileNames.folderOf(file)));
  }

  /** Tokenizers of llama2.c end in .bin as well, and begin with tok. */
  private Optional<ModelFiles> llama2cIn(Path folder) {
    List<String> models =
        names(folder).stream()
            .filter(name -> name.endsWith(BIN) && !name.startsWith("tok"))
            .filter(name -> !PICKLES.contains(name) && !name.startsWith("pytorch_model"))
            .toList();
    return only(folder, models, ".bin files").map(name -> llama2c(folder.resolve(name)));
  }

  private static Optional<String> only(Path folder, List<String> models, String what) {
    if (models.size() > 1) {
      throw new CheckpointException(
          "%s: holds %d %s; name one of them: %s"
              .formatted(
                  folder,
                  models.size(),
                  what,
                  String.join(", ", models.stream().limit(12).toList())));
    }
    return models.stream().findFirst();
  }

  private ModelFiles llama2c(Path file) {
    Memory.checkRegular(file);
    Llama2cFile.Content content = Llama2cFile.open(file);
    int vocabulary = content.config().path("vocab_size").asInt();
    return new ModelFiles(model.toString(), content, Llama2cFile.tokenizer(file, vocabulary));
  }

  private static CheckpointException pickled(Path folder, List<String> pickles) {
    return new CheckpointException(
        "%s: holds its weights as %s only, a form that can run code when it is read. Download the model's model.safetensors, or write one with Python's transformers: AutoModel.from_pretrained(folder).save_pretrained(folder, safe_serialization=True)"
            .formatted(folder, String.join(", ", pickles)));
  }

  private CheckpointException nothing(Path folder) {
    List<String> names = names(folder);
    List<String> pickles =
        names.stream()
            .filter(name -> PICKLES.contains(name) || name.startsWith("pytorch_model"))
            .toList();
    if (!pickles.isEmpty()) {
      return pickled(folder, pickles);
    }
    return new CheckpointException(
        "%s: holds no weights; expected model.safetensors, model.safetensors.index.json, model.onnx, or a GGUF or llama2.c file; there is %s"
            .formatted(
                folder,
                names.isEmpty()
                    ? "nothing"
                    : String.join(", ", names.stream().limit(12).toList())));
  }

  private ModelFiles onnx(Path file, SentenceSettingsReader.@Nullable Found settings) {
    Path folder = FileNames.folderOf(file);
    boolean below =
        name(folder).equals("onnx") && Files.notExists(folder.resolve("tokenizer.json"));
    Path home = below ? FileNames.folderOf(folder) : folder;
    ModelResource tokenizer = tokenizer(home);
    if (tokenizer == null) {
      Path named = folder.resolve(name(file).replaceFirst("\\.onnx$", "") + "-tokenizer.json");
      tokenizer = Files.exists(named) ? ModelResource.of(named) : null;
    }
    Path config = home.resolve("config.json");
    @Nullable ObjectNode said = Files.exists(config) ? object(config) : null;
    SentenceSettingsReader.Found own =
        settings != null && settings.settings().isPresent() ? settings : settings(home);
    OnnxEncoder encoder = OnnxEncoder.open(file);
    return new ModelFiles(
        model.toString(),
        said == null ? encoder.config() : said,
        withDense(encoder.checkpoint(), own),
        said == null ? null : encoder.config(),
        home,
        tokenizer,
        own.settings());
  }

  static ObjectNode object(Path file) {
    if (Files.notExists(file)) {
      throw new CheckpointException(file + ": is absent; expected the model's configuration there");
    }
    JsonNode json = ModelResource.of(file).json();
    if (json instanceof ObjectNode object) {
      return object;
    }
    throw new CheckpointException(
        "%s: expected a JSON object, found %s".formatted(file, json.getNodeType()));
  }

  private static @Nullable ModelResource tokenizer(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    return Files.exists(file) ? ModelResource.of(file) : null;
  }

  static List<String> names(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isRegularFile).map(ModelFilesFinder::name).sorted().toList();
    } catch (IOException e) {
      throw new CheckpointException("%s: cannot be listed: %s".formatted(folder, e), e);
    }
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
