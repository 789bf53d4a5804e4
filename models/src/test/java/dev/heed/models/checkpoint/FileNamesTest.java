package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"", ".", "./", "./.", "src/.."})
  void theCurrentFolderHasFilesHoweverItIsCalled(String folder) {
    assertThat(FileNames.inside(Path.of(folder), "vocab.txt", "model"))
        .isEqualTo(Path.of("vocab.txt").toAbsolutePath());
    assertThat(FileNames.inside(Path.of(folder), "1_Pooling", "model"))
        .isEqualTo(Path.of("1_Pooling").toAbsolutePath());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../vocab.txt", "a/../../vocab.txt", "/etc/passwd"})
  void theCurrentFolderHasNothingAboveIt(String name) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> FileNames.inside(Path.of("."), name, "model"))
        .withMessage(
            "model: names the file '" + name + "'; expected a file in the same folder or below");
  }
}
