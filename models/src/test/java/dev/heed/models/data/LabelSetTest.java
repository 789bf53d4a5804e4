package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelSetTest {
  @TempDir Path folder;

  @Test
  void labelsAreInOrderWhateverTheOrderOfTheFile() {
    assertThat(LabelSet.fit(data("pear", "apple", "Fig", "apple"), "label").labels())
        .containsExactly("Fig", "apple", "pear");
  }

  @Test
  void labelsThatAreNumbersAreInTheOrderOfNumbers() {
    assertThat(LabelSet.fit(data("10", "2", "-1"), "label").labels())
        .containsExactly("-1", "2", "10");
  }

  @Test
  void eachExampleHasTheNumberOfItsLabel() {
    LabelSet labels = LabelSet.fit(data("b", "a", "c"), "label");
    assertThat(labels.numbers(data("c").get(0))).containsExactly(2);
    assertThat(labels.numbers(data("x").get(0))).containsExactly(-1);
    assertThat(labels.counts(data("c", "a", "x", "a"))).containsExactly(2, 0, 1);
  }

  @Test
  void labelsThatTrainingDidNotHaveAreCountedAndNamed() {
    LabelSet labels = LabelSet.fit(data("a", "b"), "label");
    assertThat(labels.unseen(data("a", "x", "y", "x", "A").as(DataPart.TEST)))
        .isEqualTo(Map.of("x", 2, "y", 1, "A", 1));
    assertThat(labels.unseen(data("a", "b"))).isEmpty();
  }

  @Test
  void oneLabelIsNothingToTellApart() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> LabelSet.fit(data("a", "a"), "label"))
        .withMessage(
            "train.csv, column 'label': expected at least two labels to tell apart, found only"
                + " 'a'");
  }

  @Test
  void noExamplesAndEmptyLabelsAreErrors() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> LabelSet.fit(data(), "label"))
        .withMessage("train.csv: has no examples");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> LabelSet.fit(data("a", " ", "b"), "label"))
        .withMessage("train.csv: line 3, column 'label': expected a label, found an empty cell");
  }

  @Test
  void anExampleMayHaveSeveralLabelsOrNone() {
    LabelSet labels = LabelSet.fitSeveral(data("joy; pride", "", "fear;joy"), "label", ";");
    assertThat(labels.labels()).containsExactly("fear", "joy", "pride");
    assertThat(labels.numbers(data("pride;fear").get(0))).containsExactly(2, 0);
    assertThat(labels.numbers(data("").get(0))).isEmpty();
    assertThat(labels.counts(data("joy;fear", "joy", ""))).containsExactly(1, 2, 0);
    assertThat(labels.unseen(data("joy;envy", "envy"))).isEqualTo(Map.of("envy", 2));
    labels.save(folder.resolve("labels.json"));
    assertThat(LabelSet.load(folder.resolve("labels.json")).separator()).hasValue(";");
  }

  private Dataset lines(String text) {
    return Dataset.read(Written.file(folder, "train.jsonl", text), DataPart.TRAINING);
  }

  @Test
  void aListOfJsonIsTheLabelsThatItHolds() {
    Dataset data =
        lines(
            """
            {"text": "x", "label": ["joy", "fear, or worse", "joy"]}
            {"text": "y", "label": []}
            {"text": "z", "label": "joy, pride"}
            {"text": "u", "label": null}
            {"text": "v", "label": [7]}
            """);
    LabelSet labels = LabelSet.fitSeveral(data, "label", ",");
    assertThat(labels.labels()).containsExactly("7", "fear, or worse", "joy", "pride");
    assertThat(data.examples().stream().map(labels::numbers))
        .containsExactly(
            new int[] {2, 1}, new int[] {}, new int[] {2, 3}, new int[] {}, new int[] {0});
    assertThat(labels.unseen(data)).isEmpty();
    assertThat(labels.unseen(lines("{\"text\": \"x\", \"label\": [\"joy, pride\"]}\n")))
        .isEqualTo(Map.of("joy, pride", 1));
  }

  @Test
  void whatIsNoListOfLabelsIsRefusedByItsPlace() {
    for (String wrong : List.of("[[\"a\"]]", "[null]", "[\" \"]", "[1.5]", "{\"a\": 1}")) {
      Dataset data = lines("{\"label\": \"b\"}\n{\"label\": %s}\n".formatted(wrong));
      assertThatExceptionOfType(DataException.class)
          .as(wrong)
          .isThrownBy(() -> LabelSet.fitSeveral(data, "label", ";"))
          .withMessageContaining("train.jsonl: line 2, column 'label': expected a list of labels");
    }
  }

  @Test
  void whereOneLabelIsExpectedAListIsRefusedByItsPlace() {
    Dataset data =
        lines(
            "{\"text\": \"x\", \"label\": \"a\"}\n{\"text\": \"y\", \"label\": [\"a\", \"b\"]}\n");
    String message =
        "train.jsonl: line 2, column 'label': expected one label, found '[\"a\",\"b\"]'";
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> LabelSet.fit(data, "label"))
        .withMessageContaining(message);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> LabelledTexts.of(data, "text", "label"))
        .withMessageContaining(message);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> RetrievalSet.ofLabels(data, "text", "label"))
        .withMessageContaining(message);
  }

  /** A cell of a table is a text, whatever it looks like. */
  @Test
  void aTableHasNoLists() {
    assertThat(LabelSet.fit(data("[\"a\"]", "b"), "label").labels())
        .containsExactly("[\"a\"]", "b");
  }

  @Test
  void onlyTrainingDataIsFitted() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> LabelSet.fit(data("a", "b").as(DataPart.TEST), "label"))
        .withMessage("train.csv: labels are learned on training data alone; this is test data");
  }

  @Test
  void whatIsSavedIsRead() {
    LabelSet labels = LabelSet.fit(data("b", "a\n\"", "é"), "label");
    Path file = folder.resolve("labels.json");
    labels.save(file);
    assertThat(LabelSet.load(file).labels()).isEqualTo(labels.labels());
    assertThat(LabelSet.load(file).column()).isEqualTo("label");
  }

  @Test
  void aFileThatIsNoneIsAnError() {
    for (String json :
        List.of(
            "{\"column\": \"l\", \"labels\": [\"a\", \"a\"]}",
            "{\"column\": \"l\", \"labels\": [\"a\"]}",
            "{\"column\": \"l\", \"labels\": [\"a\", 1]}",
            "{\"labels\": [\"a\", \"b\"]}")) {
      Path file = Written.write(folder, "l.json", json.getBytes(StandardCharsets.UTF_8));
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> LabelSet.load(file))
          .withMessageContaining("l.json");
    }
  }

  private static Dataset data(String... labels) {
    return Written.training(
        Columns.of("text", "label"),
        Arrays.stream(labels).map(label -> List.of("some text", label)).toList());
  }
}
