package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model in three files; the first holds the metadata and no tensor, as gguf-split can have it.
 */
class GgufShardsTest {
  @TempDir Path folder;

  private Path shard(int number) {
    return folder.resolve("tiny-%05d-of-00003.gguf".formatted(number));
  }

  private static GgufWriter part(int number, int count) {
    return new GgufWriter()
        .value("split.no", 2, out -> out.raw(number, 0))
        .value("split.count", 2, out -> out.raw(count, 0))
        .put("split.tensors.count", 3);
  }

  private void writeSet() {
    part(0, 3).put("general.architecture", "llama").put("general.name", "tiny").write(shard(1));
    part(1, 3).tensor("a", new float[] {1}, 1).tensor("b", new float[] {2}, 1).write(shard(2));
    part(2, 3).tensor("c", new float[] {3}, 1).write(shard(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anyOfThemStandsForTheModel(int number) {
    writeSet();
    try (GgufFile file = GgufFile.open(shard(number))) {
      assertThat(file.metadata().string("general.name")).hasValue("tiny");
      assertThat(file.checkpoint().names()).containsExactly("a", "b", "c");
      assertThat(file.checkpoint().tensor("c").toFloats()).containsExactly(3);
      assertThat(file.checkpoint().files()).containsExactly(shard(1), shard(2), shard(3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anAbsentOneIsNamed(int number) throws IOException {
    writeSet();
    Files.delete(shard(number));
    Path named = shard(number % 3 + 1);
    isRefused(
        named,
        named
            + ": is one of several files, and "
            + shard(number).getFileName()
            + " is absent; download it too");
  }

  @Test
  void oneInThePlaceOfAnotherIsRefused() {
    writeSet();
    part(1, 3).zeros("c", FileDType.F32, 1).write(shard(3));
    isRefused(
        shard(1),
        shard(3) + ": says that it is file 1 of 3 (split.no, split.count); expected file 2 of 3");
  }

  @Test
  void oneOfAnotherSetIsRefused() {
    writeSet();
    new GgufWriter().zeros("c", FileDType.F32, 1).write(shard(3));
    isRefused(shard(1), shard(3) + ": says that it is file -1 of 0");
  }

  @Test
  void tooFewTensorsTogetherAreRefused() {
    writeSet();
    part(2, 3).write(shard(3));
    isRefused(shard(1), "its 3 files hold 2 tensors together; expected 3 (split.tensors.count)");
  }

  @Test
  void aTensorInTwoFilesIsRefused() {
    writeSet();
    part(2, 3).zeros("a", FileDType.F32, 1).write(shard(3));
    isRefused(shard(1), "two tensors are named 'a'");
  }

  @Test
  void aNameThatSaysNothingOfTheOthersIsRefused() {
    Path file = part(0, 3).write(folder.resolve("model.gguf"));
    isRefused(
        file, "is one of 3 files (split.count); expected a name that ends in -00001-of-00003.gguf");
  }

  @Test
  void aNameThatSaysAnotherNumberIsRefused() {
    writeSet();
    part(0, 2).write(shard(1));
    isRefused(
        shard(2),
        "is one of 2 files (split.count); expected a name that ends in -00001-of-00002.gguf");
  }

  @Test
  void aSingleFileMayBeCalledTheFirstOfOne() {
    Path file = GgufWriter.of("llama").write(folder.resolve("m-00001-of-00001.gguf"));
    try (GgufFile read = GgufFile.open(file)) {
      assertThat(read.checkpoint().files()).containsExactly(file);
    }
  }

  @Test
  void aFileThatIsOnlyCalledTheSecondIsNotTakenForTheFirst() {
    writeSet();
    GgufWriter.of("llama").write(shard(1));
    isRefused(shard(2), "is called one of several files, and tiny-00001-of-00003.gguf says");
  }

  private static void isRefused(Path file, String reason) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> GgufFile.open(file).close())
        .withMessageContaining(reason);
  }
}
