package dev.heed.models.checkpoint;

import dev.heed.models.checkpoint.SentenceSettings.Dense;
import dev.heed.models.checkpoint.SentenceSettings.Pooling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Reads what sentence-transformers writes: {@code modules.json} lists the modules with their
 * folders; the transformer's folder is that of the Hugging Face model, usually the root.
 */
final class SentenceSettingsReader {
  /** sentence-transformers calls it after the family in old models. */
  private static final List<String> TRANSFORMER_CONFIGS =
      List.of(
          "sentence_bert_config.json",
          "sentence_roberta_config.json",
          "sentence_distilbert_config.json",
          "sentence_camembert_config.json",
          "sentence_albert_config.json",
          "sentence_xlm-roberta_config.json",
          "sentence_xlnet_config.json");

  private static final List<String> DENSE_LAST = List.of("Transformer", "Pooling", "Dense");

  private final Path folder;
  private final Path modules;
  private Path transformer;

  private List<Pooling> pooling = List.of();
  private boolean includePrompt = true;
  private boolean normalize;
  private final List<String> others = new ArrayList<>();
  private final List<String> kinds = new ArrayList<>();
  private Path last;

  private SentenceSettingsReader(Path folder) {
    this.folder = folder;
    this.modules = folder.resolve("modules.json");
    this.transformer = folder;
    this.last = folder;
  }

  /**
   * The folder that holds the Hugging Face model, the settings where there are any, and the weights
   * of the dense layer that they have.
   */
  record Found(Path transformer, Optional<SentenceSettings> settings, Optional<Path> dense) {}

  static Found read(Path folder) {
    SentenceSettingsReader reader = new SentenceSettingsReader(folder);
    if (Files.notExists(reader.modules)) {
      return new Found(folder, Optional.empty(), Optional.empty());
    }
    SentenceSettings settings = reader.read();
    Optional<Path> dense = settings.dense().map(layer -> weights(reader.last));
    return new Found(reader.transformer, Optional.of(settings), dense);
  }

  private SentenceSettings read() {
    JsonNode list = ModelResource.of(modules).json();
    if (!list.isArray()) {
      throw new CheckpointException(modules + ": expected a list of modules");
    }
    for (JsonNode module : list) {
      module(module);
    }
    JsonNode prompting = json(folder.resolve("config_sentence_transformers.json"));
    return new SentenceSettings(
        pooling,
        normalize,
        maxTokens(),
        lowercase(),
        includePrompt,
        prompts(prompting),
        text(prompting, "default_prompt_name"),
        others,
        dense());
  }

  private Optional<Dense> dense() {
    if (!kinds.equals(DENSE_LAST) || Files.notExists(weights(last))) {
      return Optional.empty();
    }
    JsonNode config = json(last.resolve("config.json"));
    return Optional.of(
        new Dense(
            config.path("in_features").asInt(0),
            config.path("out_features").asInt(0),
            config.path("bias").asBoolean(true),
            config.path("activation_function").asString("torch.nn.modules.activation.Tanh")));
  }

  private static Path weights(Path module) {
    return module.resolve("model.safetensors");
  }

  private void module(JsonNode module) {
    String type = module.path("type").asString("");
    if (type.equals(SentenceSettings.TABLE)) {
      return;
    }
    Path place = place(module.path("path").asString(""));
    String kind = type.substring(type.lastIndexOf('.') + 1);
    kinds.add(kind);
    last = place;
    switch (kind) {
      case "Transformer" -> transformer = place;
      case "Pooling" -> readPooling(place.resolve("config.json"));
      case "Normalize" -> normalize = true;
      default -> others.add(type);
    }
  }

  private Path place(String path) {
    return path.isEmpty() ? folder : FileNames.inside(folder, path, modules.toString());
  }

  private void readPooling(Path file) {
    JsonNode config = json(file);
    JsonNode mode = config.path("pooling_mode");
    if (mode.isArray()) {
      pooling = mode.valueStream().map(one -> pooling(file, one.asString(""))).toList();
    } else if (!mode.isMissingNode()) {
      pooling = List.of(pooling(file, mode.asString("")));
    } else {
      pooling =
          Arrays.stream(Pooling.values())
              .filter(one -> config.path(one.flag()).asBoolean(false))
              .toList();
    }
    if (pooling.isEmpty()) {
      pooling = List.of(Pooling.MEAN);
    }
    includePrompt = config.path("include_prompt").asBoolean(true);
  }

  private static Pooling pooling(Path file, String key) {
    return Arrays.stream(Pooling.values())
        .filter(one -> one.key().equals(key))
        .findFirst()
        .orElseThrow(() ->
            new CheckpointException(
                "%s: pooling_mode is '%s'; expected one of %s"
                    .formatted(
                        file, key, Arrays.stream(Pooling.values()).map(Pooling::key).toList())));
  }

  private OptionalInt maxTokens() {
    return transformerConfigs()
        .map(config -> config.path("max_seq_length"))
        .filter(node -> node.isInt() && node.asInt() > 0)
        .mapToInt(JsonNode::asInt)
        .findFirst();
  }

  private boolean lowercase() {
    return transformerConfigs().anyMatch(config -> config.path("do_lower_case").asBoolean(false));
  }

  private Stream<JsonNode> transformerConfigs() {
    return TRANSFORMER_CONFIGS.stream().map(name -> json(transformer.resolve(name)));
  }

  private static Map<String, String> prompts(JsonNode config) {
    Map<String, String> prompts = new TreeMap<>();
    config.path("prompts").properties().stream()
        .filter(entry -> entry.getValue().isString())
        .forEach(entry -> prompts.put(entry.getKey(), entry.getValue().asString()));
    return prompts;
  }

  private static Optional<String> text(JsonNode config, String key) {
    return Optional.of(config.path(key)).filter(JsonNode::isString).map(JsonNode::asString);
  }

  private static JsonNode json(Path file) {
    return Files.exists(file) ? ModelResource.of(file).json() : MissingNode.getInstance();
  }
}
