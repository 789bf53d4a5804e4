package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableScoresTest {
  private static final TableFeatures FEATURES =
      new TableFeatures(
          List.of(new NumericColumn("age", 40, 10)),
          List.of(new CategoricalColumn("plan", List.of("free", "paid"))));

  @TempDir Path folder;

  @Test
  void whatColumnsSayIsAddedToWhatTheTextSays() {
    TableScores scores =
        new TableScores(FEATURES, new float[][] {{0.5f, 1, 2, 4}, {-0.5f, 0, 0, 8}});
    Example example =
        new Example(Columns.of("age", "plan"), List.of("60", "paid"), new Place("users.csv", 2));
    // (60 − 40) / 10 = 2, and paid is the second of free, paid and any other.
    assertThat(scores.added(new float[] {10, 20}, FEATURES.encode(example)))
        .containsExactly(10 + 0.5f * 2 + 2, 20 - 0.5f * 2);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    TableScores scores =
        new TableScores(FEATURES, new float[][] {{0.1f, 1e-30f, -3.4e38f, 7}, {0, 1, 2, 3}});
    Path file = Files.write(folder.resolve(TableScores.FILE), scores.toJson());
    TableScores read = TableScores.load(file);
    assertThat(read.features()).isEqualTo(FEATURES);
    assertThat(read.weight()).isDeepEqualTo(scores.weight());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]             | there are no labels",
        "[[1, 2, 3]]    | expected rows of 4 numbers",
        "[[1,2,3,1e99]] | expected a number",
        "[[1,2,3,'4']]  | expected a number",
        "3              | expected a list"
      })
  void damagedWeightsAreRefused(String weight, String message) throws IOException {
    String json =
        new String(new TableScores(FEATURES, new float[1][4]).toJson(), StandardCharsets.UTF_8);
    Path file =
        Files.writeString(
            folder.resolve(TableScores.FILE),
            json.replaceFirst(
                "(?s)\"weight\".*", "\"weight\" : %s }".formatted(weight.replace("'", "\""))));
    assertThatThrownBy(() -> TableScores.load(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }
}
