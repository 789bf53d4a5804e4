package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON lines, plain text, and files that belong together line by line. */
class LinesTest {
  @TempDir Path folder;

  @Test
  void textsAreTakenAsTheyAreAndOtherValuesAsWritten() {
    assertThat(
            jsonLines(
                """
                {"text": "a\\n\\"b\\"", "n": 1.50, "big": 12345678901234567890, "yes": true, "no": null, "tags": ["B", "O"], "of": {"a": 1}}
                """))
        .containsExactly(
            List.of(
                "a\n\"b\"",
                "1.50",
                "12345678901234567890",
                "true",
                "",
                "[\"B\",\"O\"]",
                "{\"a\":1}"));
  }

  @Test
  void keysMayComeInAnyOrderAndLinesMayBeEmpty() {
    assertThat(
            jsonLines(
                "{\"text\": \"x\", \"label\": \"a\"}\r\n\n{\"label\": \"b\", \"text\": \"y\"}"))
        .containsExactly(List.of("x", "a"), List.of("y", "b"));
  }

  @Test
  void namedKeysAreReadAndOthersLeftOut() {
    Path file =
        Written.file(folder, "a.jsonl", "{\"id\": 7, \"text\": \"x\"}\n{\"text\": \"y\"}\n").path();
    assertThat(Written.rows(new DataFile(file, new DataFormat.JsonLines(List.of("text")))))
        .containsExactly(List.of("x"), List.of("y"));
  }

  @Test
  void eachLineHasTheKeysOfTheFirst() {
    refused(
        "{\"text\": \"x\", \"label\": \"a\"}\n{\"text\": \"y\"}\n",
        "a.jsonl: line 2, column 'label': there is no such key; found 'text'");
    refused(
        "{\"text\": \"x\"}\n{\"text\": \"y\", \"label\": \"a\"}\n",
        "a.jsonl: line 2: has the keys 'label', which the first line does not have; name the keys"
            + " to read");
  }

  @Test
  void whatIsNoJsonIsNamedByItsPlace() {
    refused("{\"text\": \"x\"}\n{\"text\": x}\n", "a.jsonl: line 2, character 1");
    refused("{\"text\": \"x\"}\n[1]\n", "a.jsonl: line 2: expected a JSON object, found '[1]'");
    refused("{\"text\": \"x\"} {}\n", "expected the end of the line behind the object");
    refused("{\"text\": \"x\", \"text\": \"y\"}\n", "a.jsonl: line 1, character");
    refused("{\"text\": \"x\n\"}\n", "a.jsonl: line 1, character");
    refused(
        "{\"text\": \"\\u0000\"}\n", "a.jsonl: line 1, column 'text': found the character U+0000");
    refused("[".repeat(100_000) + "\n", "a.jsonl: line 1");
    refused("{\"a\":" + "[".repeat(100_000) + "\n", "a.jsonl: line 1");
  }

  @Test
  void anEmptyFileHasNoExamples() {
    DataFile file = Written.file(folder, "a.jsonl", "\n \n");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Dataset.read(file, DataPart.TRAINING))
        .withMessageEndingWith("a.jsonl: has no examples");
  }

  @Test
  void theNthExampleIsTheNthLine() {
    assertThat(Written.rows(Written.file(folder, "a.txt", "one\n\n \"two\", three\r\nfour")))
        .containsExactly(List.of("one"), List.of(""), List.of(" \"two\", three"), List.of("four"));
    assertThat(Written.rows(Written.file(folder, "b.txt", "one\n")))
        .containsExactly(List.of("one"));
    assertThat(Written.rows(Written.file(folder, "c.txt", ""))).isEmpty();
  }

  @Test
  void aWholeFileIsOneExampleWithEachOfItsCharacters() {
    String text = "First Citizen:\r\nBefore we proceed\n\n😀 any further\n";
    Path file = Written.file(folder, "a.txt", text).path();
    assertThat(Written.rows(new DataFile(file, DataFormat.PlainText.WHOLE)))
        .containsExactly(List.of(text));
  }

  @Test
  void aLineIsBounded() {
    DataFile file = Written.file(folder, "a.txt", "short\n" + "x".repeat(17 << 20));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Written.rows(file))
        .withMessageEndingWith(
            "a.txt: line 2, character 1: the line is longer than 16,777,216 characters");
  }

  @Test
  void parallelFilesAreReadLineByLine() {
    Dataset data = ParallelFiles.read(parallel("one\ntwo\n", "a\nb\n"), DataPart.TEST);
    assertThat(data.columns()).isEqualTo(Columns.of("text", "label"));
    assertThat(data.column("text")).containsExactly("one", "two");
    assertThat(data.column("label")).containsExactly("a", "b");
    assertThat(data.get(1).place().line()).isEqualTo(2);
  }

  @Test
  void parallelFilesHaveAsManyLines() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ParallelFiles.read(parallel("one\ntwo\n", "a\n"), DataPart.TEST))
        .withMessageContaining("line 2")
        .withMessageContaining("x.seq has such a line")
        .withMessageContaining("x.label has not");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ParallelFiles.read(parallel("one\n", "a\nb\n"), DataPart.TEST))
        .withMessageContaining("x.label has such a line")
        .withMessageContaining("x.seq has not");
  }

  private SequencedMap<String, Path> parallel(String texts, String labels) {
    SequencedMap<String, Path> files = new LinkedHashMap<>();
    files.put("text", Written.write(folder, "x.seq", texts.getBytes(StandardCharsets.UTF_8)));
    files.put("label", Written.write(folder, "x.label", labels.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  private List<List<String>> jsonLines(String text) {
    return Written.rows(Written.file(folder, "a.jsonl", text));
  }

  private void refused(String text, String message) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> jsonLines(text))
        .withMessageContaining(message);
  }
}
