package dev.heed.app;

import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tiny random model with what the reference implementation computes with it. */
final class GoldenModel implements AutoCloseable {
  private final Path folder;
  private final Checkpoint golden;
  private final JsonNode description;

  GoldenModel(String name) {
    folder = SharedData.path("data/goldens/" + name);
    golden = SafetensorsFile.open(folder.resolve("golden.safetensors"));
    description = new JsonMapper().readTree(folder.resolve("golden.json"));
  }

  Path folder() {
    return folder;
  }

  /** Names of the results of a sequence, without its number, in Hugging Face's spelling. */
  List<String> names(int sequence) {
    String prefix = "seq" + sequence + ".";
    return golden.names().stream()
        .filter(name -> name.startsWith(prefix) && !name.endsWith("_ids"))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  float[] values(int sequence, String name) {
    return golden.tensor("seq" + sequence + "." + name).toFloats();
  }

  List<Long> shape(int sequence, String name) {
    return golden.tensor("seq" + sequence + "." + name).shape();
  }

  double tolerance(int sequence, String name) {
    return description
        .get("tensors")
        .get("seq" + sequence + "." + name)
        .get("abs_tolerance")
        .doubleValue();
  }

  int[] ids(int sequence) {
    return golden.tensor("seq" + sequence + ".input_ids").toInts();
  }

  /** What a decoder adds to a sequence, always the best token. */
  List<Integer> greedyIds(int sequence) {
    return Arrays.stream(golden.tensor("seq" + sequence + ".greedy_ids").toInts()).boxed().toList();
  }

  boolean hasTypes(int sequence) {
    return golden.contains("seq" + sequence + ".token_type_ids");
  }

  /** Token types as the command line takes them. */
  String types(int sequence) {
    return joined(golden.tensor("seq" + sequence + ".token_type_ids").toInts());
  }

  /** Where the second text of a pair begins. */
  int firstOfType1(int sequence) {
    int[] types = golden.tensor("seq" + sequence + ".token_type_ids").toInts();
    int first = 0;
    while (types[first] == 0) {
      first++;
    }
    return first;
  }

  static String joined(int[] numbers) {
    return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }

  /**
   * A copy of the model with a vocabulary in which token 17 is the word w17, but for the two
   * special tokens: so that a text can be written that has given ids.
   */
  Path withVocabulary(Path copy, int beginning, int end) throws IOException {
    Files.createDirectories(copy);
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(folder.resolve(file), copy.resolve(file));
    }
    int size =
        new JsonMapper().readTree(folder.resolve("config.json")).get("vocab_size").intValue();
    List<String> vocabulary = new ArrayList<>();
    for (int id = 0; id < size; id++) {
      vocabulary.add("w" + id);
    }
    vocabulary.set(0, "[PAD]");
    vocabulary.set(1, "[UNK]");
    vocabulary.set(2, "[MASK]");
    vocabulary.set(beginning, "[CLS]");
    vocabulary.set(end, "[SEP]");
    Files.write(copy.resolve("vocab.txt"), vocabulary);
    return copy;
  }

  /** The words of {@link #withVocabulary} for these ids. */
  static String words(int[] ids, int from, int to) {
    return Arrays.stream(ids, from, to).mapToObj(id -> "w" + id).collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    golden.close();
  }
}
