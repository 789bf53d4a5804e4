package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShardIndexTest {
  @TempDir Path folder;
  private Path index;

  @BeforeEach
  void write() {
    index = folder.resolve("model.safetensors.index.json");
    new SafetensorsWriter()
        .add("a", new float[] {1}, 1)
        .add("c", new float[] {3}, 1)
        .metadata("format", "pt")
        .write(folder.resolve("model-00001-of-00002.safetensors"));
    new SafetensorsWriter()
        .add("b", new float[] {2}, 1)
        .write(folder.resolve("model-00002-of-00002.safetensors"));
  }

  private Checkpoint open(String json) throws IOException {
    Files.writeString(index, json);
    return ShardIndex.open(index);
  }

  @Test
  void findsEachTensorInItsFile() throws IOException {
    try (Checkpoint checkpoint =
        open(
            """
            {"metadata": {"total_size": 12.0, "more": [{}]},
             "weight_map": {"a": "model-00001-of-00002.safetensors",
                            "b": "model-00002-of-00002.safetensors",
                            "c": "model-00001-of-00002.safetensors"}}
            """)) {
      assertThat(checkpoint.names()).containsExactly("a", "b", "c");
      assertThat(checkpoint.tensor("b").toFloats()).containsExactly(2);
      assertThat(checkpoint.tensor("c").toFloats()).containsExactly(3);
      assertThat(checkpoint.metadata()).containsEntry("format", "pt");
      assertThat(checkpoint.tensor("b").origin()).endsWith("model-00002-of-00002.safetensors");
    }
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(
            "an absent file",
            "{\"weight_map\":{\"a\":\"model-00003-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}",
            "the file 'model-00003-of-00002.safetensors' is absent, with 1 of the model's 2"
                + " tensors"),
        Arguments.of(
            "a tensor in the wrong file",
            "{\"weight_map\":{\"a\":\"model-00002-of-00002.safetensors\"}}",
            "tensor 'a' should be in 'model-00002-of-00002.safetensors', and is not"),
        Arguments.of(
            "a file elsewhere",
            "{\"weight_map\":{\"a\":\"../secret.safetensors\"}}",
            "names the file '../secret.safetensors'; expected a file in the same folder or below"),
        Arguments.of(
            "an absolute file",
            "{\"weight_map\":{\"a\":\"/etc/passwd\"}}",
            "names the file '/etc/passwd'; expected a file in the same folder or below"),
        Arguments.of(
            "a name with a zero",
            "{\"weight_map\":{\"a\":\"x\\u0000y\"}}",
            "which no file can be called"),
        Arguments.of("the folder itself", "{\"weight_map\":{\"a\":\".\"}}", "names the file '.'"),
        Arguments.of("an empty name", "{\"weight_map\":{\"a\":\"\"}}", "names the file ''"),
        Arguments.of(
            "a tensor twice",
            "{\"weight_map\":{\"b\":\"model-00002-of-00002.safetensors\",\"b\":\"x\"}}",
            "tensor 'b' stands twice in weight_map"),
        Arguments.of(
            "two maps", "{\"weight_map\":{},\"weight_map\":{}}", "'weight_map' stands twice"),
        Arguments.of("no map", "{}", "has no 'weight_map'"),
        Arguments.of("a list", "[]", "the index: found START_ARRAY; expected START_OBJECT"),
        Arguments.of(
            "a map that is a list", "{\"weight_map\":[]}", "weight_map: found START_ARRAY"),
        Arguments.of(
            "a file that is a number",
            "{\"weight_map\":{\"a\":1}}",
            "the file of tensor 'a': found VALUE_NUMBER_INT"),
        Arguments.of("no JSON", "weight_map", "is not the JSON of an index"),
        Arguments.of("JSON cut off", "{\"weight_map\":{\"a\":", "is not the JSON of an index"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void isRefusedByNameAndReason(String what, String json, String reason) {
    assertThatExceptionOfType(CheckpointException.class)
        .as(what)
        .isThrownBy(() -> open(json))
        .withMessageStartingWith(index + ": ")
        .withMessageContaining(reason);
  }

  @Test
  void aFileOfManyNamesIsOpenedOnce() throws IOException {
    assumeTrue(Files.exists(MappedFiles.MAPS), "skipped: no /proc/self/maps");
    try (Checkpoint checkpoint =
        open(
            """
            {"weight_map": {"a": "model-00001-of-00002.safetensors",
                            "c": "x/.././model-00001-of-00002.safetensors"}}
            """)) {
      assertThat(checkpoint.tensor("c").toFloats()).containsExactly(3);
      assertThat(MappedFiles.below(folder))
          .containsOnlyOnce(folder.resolve("model-00001-of-00002.safetensors").toString());
    }
  }

  @Test
  void tensorsAreBoundedOverAllFiles() throws IOException {
    // Each file for itself is within the limit of 500,000.
    for (int shard = 1; shard <= 2; shard++) {
      String first = shard == 1 ? "a" : "b";
      String entries =
          IntStream.range(0, 260_000)
              .mapToObj(i ->
                  "\"%s\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}"
                      .formatted(i == 0 ? first : first + i))
              .collect(Collectors.joining(",", "{", "}"));
      Files.write(
          folder.resolve("model-0000%d-of-00002.safetensors".formatted(shard)),
          SafetensorsBytes.file(entries, 0));
    }
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() ->
            open(
                """
                {"weight_map": {"a": "model-00001-of-00002.safetensors",
                                "b": "model-00002-of-00002.safetensors"}}
                """))
        .withMessage(index + ": the files that it names hold more than 500,000 tensors together");
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Path shard = folder.resolve("model-00002-of-00002.safetensors");
    Files.write(shard, new byte[3]);
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> open("{\"weight_map\":{\"b\":\"model-00002-of-00002.safetensors\"}}"))
        .withMessageStartingWith(shard + ": has 3 bytes");
  }
}
