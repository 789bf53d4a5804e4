package dev.heed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Banking77Test {
  private static final String HEADER = "text,category\r\n";

  @TempDir private Path folder;

  @BeforeEach
  void anEmptyDataSet() throws IOException {
    write("train.csv", HEADER);
    write("test.csv", HEADER);
    write("categories.json", "[\"card_not_working\", \"pin_blocked\"]");
  }

  private void write(String file, String content) throws IOException {
    Files.writeString(folder.resolve(file), content);
  }

  /** As the lines of the data set are, by RFC 4180: breaks, commas and doubled quotes in quotes. */
  @Test
  void quotedFieldsKeepTheirLineBreaksCommasAndQuotes() throws IOException {
    write(
        "train.csv",
        HEADER
            + "Is my PIN blocked?,pin_blocked\r\n"
            + "\"\n\nIt says \"\"no\"\", why? \",card_not_working\r\n");
    assertThat(Banking77.read(folder).train())
        .containsExactly(
            new Question("Is my PIN blocked?", "pin_blocked"),
            new Question("\n\nIt says \"no\", why? ", "card_not_working"));
  }

  @Test
  void aCategoryThatIsNoneIsNamedWithItsText() throws IOException {
    write("test.csv", HEADER + "Who are you?,small_talk\r\n");
    assertThatThrownBy(() -> Banking77.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'small_talk'")
        .hasMessageContaining("'Who are you?'");
  }

  @Test
  void aSampleHasSoManyOfEachCategoryAndIsTheSameEveryTime() {
    List<Question> questions = new ArrayList<>();
    for (int q = 0; q < 20; q++) {
      questions.add(new Question("blocked " + q, "pin_blocked"));
      questions.add(new Question("broken " + q, "card_not_working"));
    }
    Banking77 data = new Banking77(questions, questions);
    Banking77 sample = data.sample(5, 2);
    assertThat(sample.train()).hasSize(10).doesNotHaveDuplicates().isSubsetOf(questions);
    assertThat(sample.train().stream().filter(q -> q.category().equals("pin_blocked"))).hasSize(5);
    assertThat(sample.test()).hasSize(4);
    assertThat(data.sample(5, 2)).isEqualTo(sample);
  }

  @Test
  void whatIsMissingIsSaidWithWhereToGetIt() throws IOException {
    assertThat(Banking77.missing(folder.toString())).isEmpty();
    assertThat(Banking77.missing(""))
        .hasValueSatisfying(
            why -> assertThat(why).contains("HEED_BENCH_BANKING77", "is not set", "https://"));
    Files.delete(folder.resolve("test.csv"));
    assertThat(Banking77.missing(folder.toString()))
        .hasValueSatisfying(
            why -> assertThat(why).contains(folder + " holds no readable test.csv"));
  }
}
