package dev.heed.models.train;

import dev.heed.models.SharedData;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.SafetensorsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ten steps of a tiny model, as PyTorch took them. */
final class TrainingCase implements AutoCloseable {
  private final Path folder;
  private final Checkpoint golden;
  private final JsonNode description;

  private TrainingCase(Path folder) {
    this.folder = folder;
    this.golden = SafetensorsFile.open(folder.resolve("golden.safetensors"));
    this.description = JsonMapper.shared().readTree(folder.resolve("golden.json").toFile());
  }

  static TrainingCase open(String name) {
    return new TrainingCase(SharedData.path("data/goldens/" + name));
  }

  Path folder() {
    return folder;
  }

  /** The sequences of the batch, without their padding. */
  TokenBatch batch() {
    List<int[]> sequences = rows("batch.input_ids");
    return golden.contains("batch.token_type_ids")
        ? TokenBatch.of(sequences, rows("batch.token_type_ids"))
        : TokenBatch.of(sequences);
  }

  /** One label for each sequence. */
  int[] labels() {
    return golden.tensor("batch.labels").toInts();
  }

  /** One label for each token of the sequences, without their padding. */
  List<int[]> tokenLabels() {
    return rows("batch.labels");
  }

  private List<int[]> rows(String name) {
    int[] mask = golden.tensor("batch.attention_mask").toInts();
    int[] values = golden.tensor(name).toInts();
    int count = Math.toIntExact(golden.tensor(name).rows());
    int longest = values.length / count;
    List<int[]> rows = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      int from = s * longest;
      int length = Arrays.stream(mask, from, from + longest).sum();
      rows.add(Arrays.copyOfRange(values, from, from + length));
    }
    return rows;
  }

  int steps() {
    return description.get("learning_rates").size();
  }

  double rate(int step) {
    return description.get("learning_rates").get(step).asDouble();
  }

  /** Before this step; of the number of steps, after the last. */
  double loss(int step) {
    return description.get("losses").get(step).asDouble();
  }

  double gradientNorm(int step) {
    return description.get("gradient_norms").get(step).asDouble();
  }

  double relativeTolerance() {
    return description.get("loss_rel_tolerance").asDouble();
  }

  boolean has(String name) {
    return golden.contains(name);
  }

  float[] expected(String name) {
    return golden.tensor(name).toFloats();
  }

  double tolerance(String name) {
    return description.get("tensors").get(name).get("abs_tolerance").asDouble();
  }

  /** Names of the golden tensors that begin so. */
  List<String> names(String prefix) {
    return golden.names().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  @Override
  public void close() {
    golden.close();
  }
}
