package dev.heed.models.arch;

import dev.heed.engine.Backend;
import dev.heed.models.SharedData;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.SafetensorsFile;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.DecoderFamilies;
import dev.heed.models.spec.DecoderSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tiny model with random weights, and what the family's reference implementation computes. */
final class GoldenCase implements AutoCloseable {
  static final List<String> ENCODERS =
      List.of(
          "bert",
          "bert-classification",
          "bert-cross-encoder",
          "bert-mlm",
          "bert-tokens",
          "distilbert",
          "distilbert-classification",
          "roberta",
          "roberta-classification");

  static final List<String> DECODERS =
      List.of(
          "gemma2",
          "gemma3-text",
          "gpt2",
          "llama",
          "llama-linear-scaling",
          "llama-tied-mha",
          "llama31-rope-scaling",
          "mistral-sliding",
          "phi3",
          "qwen2",
          "qwen3");

  /** Families of encoders whose folders begin with their names. */
  private static final List<String> FAMILIES = List.of("bert", "distilbert", "roberta");

  /**
   * What the reference chose, token by token.
   *
   * @param prompt ids of the sequence that it continues, as many as there are
   * @param ids what follows
   */
  record Greedy(int[] prompt, int[] ids) {}

  private final Path folder;
  private final Checkpoint golden;
  private final JsonNode description;

  private GoldenCase(Path folder) {
    this.folder = folder;
    this.golden = SafetensorsFile.open(folder.resolve("golden.safetensors"));
    this.description = JsonMapper.shared().readTree(folder.resolve("golden.json").toFile());
  }

  static GoldenCase open(String name) {
    return new GoldenCase(SharedData.path("data/goldens/" + name));
  }

  /** Names of the folders that hold a case of these families with single sequences. */
  static List<String> present() {
    try (Stream<Path> folders = Files.list(SharedData.path("data/goldens"))) {
      return folders
          .filter(GoldenCase::isEncoder)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEncoder(Path folder) {
    Path file = folder.resolve("golden.safetensors");
    if (FAMILIES.stream().noneMatch(folder.getFileName().toString()::startsWith)
        || Files.notExists(file)) {
      return false;
    }
    try (Checkpoint golden = SafetensorsFile.open(file)) {
      return golden.contains("seq0.input_ids");
    }
  }

  Path folder() {
    return folder;
  }

  /** The model of this case on a backend. */
  EncoderModel load(Backend backend) {
    try (ModelSource source = ModelSource.open(folder)) {
      return EncoderPlan.of(source, HeadChoice.CONFIGURED).load(source.checkpoint(), backend, 8);
    }
  }

  /** The decoder of this case on a backend. */
  DecoderModel loadDecoder(Backend backend) {
    try (ModelSource source = ModelSource.open(folder)) {
      return DecoderPlan.of(source).load(source.checkpoint(), backend);
    }
  }

  /** What its configuration says, in either spelling. */
  DecoderSpec decoderSpec(String file) {
    Path path = folder.resolve(file);
    Config config = new Config(path.toString(), JsonMapper.shared().readTree(path.toFile()));
    return DecoderFamilies.of(config).spec(config);
  }

  boolean hasFile(String name) {
    return Files.exists(folder.resolve(name));
  }

  List<Greedy> greedy() {
    List<Greedy> all = new ArrayList<>();
    for (JsonNode one : description.get("greedy")) {
      int[] whole = golden.tensor(one.get("sequence").asString() + ".input_ids").toInts();
      int[] ids = new int[one.get("ids").size()];
      Arrays.setAll(ids, i -> one.get("ids").get(i).asInt());
      all.add(new Greedy(Arrays.copyOf(whole, one.get("prompt_length").asInt()), ids));
    }
    return all;
  }

  /** Names of the folders that hold a decoder. */
  static List<String> presentDecoders() {
    try (Stream<Path> folders = Files.list(SharedData.path("data/goldens"))) {
      return folders
          .filter(GoldenCase::isDecoder)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isDecoder(Path folder) {
    Path file = folder.resolve("golden.json");
    return Files.exists(file)
        && "decoder".equals(JsonMapper.shared().readTree(file.toFile()).path("kind").asString(""));
  }

  /** Number of sequences. */
  int sequences() {
    int count = 0;
    while (golden.contains("seq" + count + ".input_ids")) {
      count++;
    }
    return count;
  }

  int[] ids(int sequence) {
    return golden.tensor("seq" + sequence + ".input_ids").toInts();
  }

  int @Nullable [] types(int sequence) {
    String name = "seq" + sequence + ".token_type_ids";
    return golden.contains(name) ? golden.tensor(name).toInts() : null;
  }

  TokenBatch batch(int sequence) {
    int[] types = types(sequence);
    return types == null
        ? TokenBatch.of(ids(sequence))
        : TokenBatch.of(List.of(ids(sequence)), List.of(types));
  }

  /** Names of the expected values of a sequence, without its number. */
  List<String> expectedNames(int sequence) {
    String prefix = "seq" + sequence + ".";
    return golden.names().stream()
        .filter(name -> name.startsWith(prefix) && !name.endsWith("_ids"))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  float[] expected(int sequence, String name) {
    return golden.tensor("seq" + sequence + "." + name).toFloats();
  }

  int[] shape(int sequence, String name) {
    return golden.tensor("seq" + sequence + "." + name).shape().stream()
        .mapToInt(Long::intValue)
        .toArray();
  }

  double tolerance(int sequence, String name) {
    return description
        .get("tensors")
        .get("seq" + sequence + "." + name)
        .get("abs_tolerance")
        .asDouble();
  }

  @Override
  public void close() {
    golden.close();
  }
}
