package dev.heed.models.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change to a pretrained model in the layout of PEFT: {@code adapter_config.json} beside {@code
 * adapter_model.safetensors}, found and opened, not interpreted. What else lies there, such as a
 * head as sentence-transformers has it, or a file that names labels, is part of it.
 */
public final class AdapterFiles implements AutoCloseable {
  /** The file that says which head there is and what its labels are called. */
  public static final String HEAD = "heed_head.json";

  /** What it says, each by its name in a {@code config.json}. The sizes are the base's. */
  public static final List<String> HEAD_SETTINGS =
      List.of("architectures", "id2label", "label2id", "num_labels", "problem_type");

  private static final String SETTINGS = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";

  private final Path folder;
  private final ObjectNode settings;
  private final Checkpoint checkpoint;
  private final Optional<SentenceSettings> sentenceSettings;

  private AdapterFiles(
      Path folder,
      ObjectNode settings,
      Checkpoint checkpoint,
      Optional<SentenceSettings> sentenceSettings) {
    this.folder = folder;
    this.settings = settings;
    this.checkpoint = checkpoint;
    this.sentenceSettings = sentenceSettings;
  }

  /** True for a folder with an adapter and without the weights of a model. */
  public static boolean isAdapter(Path folder) {
    return Files.exists(folder.resolve(SETTINGS))
        && Files.notExists(folder.resolve("model.safetensors"))
        && Files.notExists(folder.resolve("model.safetensors.index.json"));
  }

  /**
   * Opens an adapter's folder.
   *
   * @throws CheckpointException if a file is absent or damaged
   */
  public static AdapterFiles open(Path folder) {
    ObjectNode settings = ModelFilesFinder.object(folder.resolve(SETTINGS));
    if (Files.notExists(folder.resolve(WEIGHTS))) {
      throw new CheckpointException(
          "%s: holds no %s; an adapter in another form, such as adapter_model.bin, is not read"
              .formatted(folder, WEIGHTS));
    }
    SentenceSettingsReader.Found found = SentenceSettingsReader.read(folder);
    Checkpoint checkpoint =
        ModelFilesFinder.withDense(SafetensorsFile.open(folder.resolve(WEIGHTS)), found);
    return new AdapterFiles(folder, settings, checkpoint, found.settings());
  }

  /** The folder, as it appears in error texts. */
  public String origin() {
    return folder.toString();
  }

  /** {@code adapter_config.json}. */
  public ObjectNode settings() {
    return settings.deepCopy();
  }

  /** Its tensors; those of a head behind the pooling begin with {@code 2_Dense.}. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** How the model pools, and its head, where sentence-transformers' files say so. */
  public Optional<SentenceSettings> sentenceSettings() {
    return sentenceSettings;
  }

  /**
   * The head of the model that it makes of its base, where {@value #HEAD} or, as others leave it, a
   * {@code config.json} lies beside it.
   */
  public Optional<JsonNode> head() {
    return Stream.of(HEAD, "config.json")
        .flatMap(name -> file(name).stream())
        .findFirst()
        .map(ModelResource::json);
  }

  /** A small file that lies beside it. */
  public Optional<ModelResource> file(String name) {
    return Optional.of(folder.resolve(name)).filter(Files::isRegularFile).map(ModelResource::of);
  }

  /** Unmaps the tensors. */
  @Override
  public void close() {
    checkpoint.close();
  }
}
