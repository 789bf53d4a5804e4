package dev.heed.app.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.app.io.FileException;
import dev.heed.app.io.Utf8Lines;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PassageReaderTest {
  @ParameterizedTest
  @CsvSource({
    "a.txt, LINES",
    "README, LINES",
    "notes.MD, PARAGRAPHS",
    "b.markdown, PARAGRAPHS",
    "c.csv, CSV",
    "d.jsonl, JSONL",
    "e.ndjson, JSONL",
    "-, LINES"
  })
  void theNameTellsTheFormat(String name, PassageFormat format) {
    assertThat(PassageFormat.ofFile(name)).isEqualTo(format);
  }

  @Test
  void aLineIsAPassageAndABlankOneIsNot() {
    assertThat(read(PassageFormat.LINES, " a \n\n \t\nb"))
        .containsExactly(new Passage(1, "a"), new Passage(4, "b"));
  }

  @Test
  void aParagraphEndsAtABlankLine() {
    assertThat(read(PassageFormat.PARAGRAPHS, "\n# Title\n\nfirst\nline\n \n\nsecond\n"))
        .containsExactly(
            new Passage(2, "# Title"), new Passage(4, "first line"), new Passage(8, "second"));
  }

  @Test
  void csvFieldsMayHoldCommasQuotesAndLineEnds() {
    assertThat(
            read(
                PassageFormat.CSV,
                "id,text,x\n1,\"a, \"\"b\"\"\r\nc\",2\n\n2,plain,\n3,\"\",\n4,last,\"y\"\n"))
        .containsExactly(
            new Passage(2, "a, \"b\"\nc"), new Passage(5, "plain"), new Passage(7, "last"));
  }

  @Test
  void aCsvWithoutTheColumnIsRefusedWithThoseItHas() {
    assertThatThrownBy(() -> read(PassageFormat.CSV, "question,answer\na,b\n"))
        .isInstanceOf(FileException.class)
        .hasMessageContainingAll("'text'", "question", "answer", "--field");
  }

  @Test
  void aCsvRowThatIsTooShortIsRefusedWithItsLine() {
    assertThatThrownBy(() -> read(PassageFormat.CSV, "id,text\n1,a\n2\n"))
        .isInstanceOf(FileException.class)
        .hasMessageContainingAll("line 3", "a row of 1 field has");
  }

  @Test
  void aQuoteThatNothingClosesIsRefusedWithItsLine() {
    assertThatThrownBy(() -> read(PassageFormat.CSV, "text\n\"open\nand on\n"))
        .isInstanceOf(FileException.class)
        .hasMessageContainingAll("line 2", "quote");
  }

  @Test
  void anEmptyCsvHasNoPassages() {
    assertThat(read(PassageFormat.CSV, "")).isEmpty();
  }

  @Test
  void aJsonObjectHasItsTextInAField() {
    String objects =
        """
        {"id":[1,{"text":"no"}],"text":"a\\nb"}

        {"text":" "}
        {"text":"c"}\
        """;
    assertThat(read(PassageFormat.JSONL, objects))
        .containsExactly(new Passage(1, "a\nb"), new Passage(4, "c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]              | expected a JSON object",
        "{\"text\":17}    | no text in the field 'text'",
        "{\"other\":\"\"} | no text in the field 'text'",
        "{\"text\":\"a\"  | no JSON",
        "{\"text\":\"a\"} x | no JSON",
        "{\"text\":\"a\"}{} | nothing behind it",
        "nonsense         | no JSON"
      })
  void aLineThatIsNoSuchObjectIsRefused(String line, String message) {
    assertThatThrownBy(() -> read(PassageFormat.JSONL, "{\"text\":\"fine\"}\n" + line))
        .isInstanceOf(FileException.class)
        .hasMessageContainingAll("test, line 2", message);
  }

  static List<String> valuesThatGoTooFar() {
    return List.of(
        "{\"a\":" + "[".repeat(600) + "]".repeat(600) + ",\"text\":\"a\"}",
        "{\"a\":" + "1".repeat(1500) + ",\"text\":\"a\"}",
        "{\"" + "k".repeat(60_000) + "\":1,\"text\":\"a\"}");
  }

  @ParameterizedTest
  @MethodSource("valuesThatGoTooFar")
  void aJsonObjectThatGoesTooFarIsRefusedWithItsLine(String line) {
    assertThatThrownBy(() -> read(PassageFormat.JSONL, "{\"text\":\"fine\"}\n" + line))
        .isInstanceOf(FileException.class)
        .hasMessageContainingAll("test, line 2", "no JSON", "maximum");
  }

  private static List<Passage> read(PassageFormat format, String text) {
    List<Passage> passages = new ArrayList<>();
    try (Utf8Lines lines = new Utf8Lines("test", new ByteArrayInputStream(text.getBytes(UTF_8)))) {
      PassageReader reader = format.reader(lines, "text");
      for (Passage passage = reader.next(); passage != null; passage = reader.next()) {
        passages.add(passage);
      }
    }
    return passages;
  }
}
