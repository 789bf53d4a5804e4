package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as RFC 4180 has them, and their kin. */
class DelimitedTest {
  @TempDir Path folder;

  /** The examples of the RFC, section 2, points 5 to 7. */
  @Test
  void aQuotedCellHoldsDelimitersLineEndsAndQuotes() {
    assertThat(csv("a,b,c\n\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx\r\n"))
        .containsExactly(List.of("aaa", "bbb", "ccc"), List.of("zzz", "yyy", "xxx"));
    assertThat(csv("a,b,c\r\n\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"))
        .containsExactly(List.of("aaa", "b\r\nbb", "ccc"), List.of("zzz", "yyy", "xxx"));
    assertThat(csv("a,b,c\n\"aaa\",\"b\"\"bb\",\"c,cc\"\n"))
        .containsExactly(List.of("aaa", "b\"bb", "c,cc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void anyLineEndEndsARecord(String end) {
    assertThat(csv(String.join(end, "text,label", "one,a", "two,b")))
        .containsExactly(List.of("one", "a"), List.of("two", "b"));
  }

  @Test
  void emptyLinesAreNoRecordsAndEmptyCellsAreCells() {
    assertThat(csv("text,label\n\n,\r\n\r\n\"\",x\n\n"))
        .containsExactly(List.of("", ""), List.of("", "x"));
  }

  @Test
  void aByteOrderMarkBelongsToNoColumn() {
    assertThat(Written.file(folder, "a.csv", "\uFEFFtext,label\nx,y\n").open().columns())
        .isEqualTo(Columns.of("text", "label"));
  }

  @Test
  void spacesAndAQuoteWithinACellAreText() {
    assertThat(csv("text,label\n a 5\" disk ,x\n")).containsExactly(List.of(" a 5\" disk ", "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void theDelimiterIsRecognised(String delimiter) {
    String table =
        Stream.of("text#label", "\"a, b; c\t|\"#1", "d#2")
            .map(line -> line.replace("#", delimiter))
            .collect(Collectors.joining("\n"));
    assertThat(csv(table)).containsExactly(List.of("a, b; c\t|", "1"), List.of("d", "2"));
  }

  @Test
  void aHeaderWithTwoDelimitersHasTheOneThatTheNextRecordHas() {
    assertThat(csv("question (a|b),label\nx,y\n")).containsExactly(List.of("x", "y"));
  }

  @Test
  void oneColumnNeedsNoDelimiter() {
    assertThat(csv("text\none\ntwo\n")).containsExactly(List.of("one"), List.of("two"));
  }

  @Test
  void aFileWithoutHeaderHasTheColumnsThatItIsGiven() {
    DataFormat format = DataFormat.Delimited.CSV.withColumns(List.of("text", "label"));
    Path file = Written.file(folder, "a.csv", "one; or, two;x\n").path();
    assertThat(
            Written.rows(
                new DataFile(
                    file,
                    DataFormat.Delimited.CSV.withColumns(List.of("text")).withDelimiter('|'))))
        .containsExactly(List.of("one; or, two;x"));
    Path other = Written.file(folder, "b.csv", "one,x\ntwo,y\n").path();
    assertThat(Written.rows(new DataFile(other, format)))
        .containsExactly(List.of("one", "x"), List.of("two", "y"));
  }

  /** As in the tables of GLUE, where a quote opens nothing. */
  @Test
  void inATabSeparatedFileAQuoteIsText() {
    assertThat(
            Written.rows(
                Written.file(folder, "a.tsv", "text\tlabel\n\"so he said\t1\nand \"left\"\t0\n")))
        .containsExactly(List.of("\"so he said", "1"), List.of("and \"left\"", "0"));
  }

  @Test
  void anExampleKnowsTheLineThatItBeginsIn() {
    try (Stream<Example> examples =
        Written.file(folder, "a.csv", "text,label\n\"one\r\ntwo\nthree\",x\n\nfour,y\n").stream()) {
      assertThat(examples.map(example -> example.place().line())).containsExactly(2L, 6L);
    }
  }

  /** Cells of hostile characters, written as the RFC says: what is read is what was written. */
  @Test
  void whatIsWrittenIsRead() {
    String[] pieces = {"\"", ",", ";", "\n", "\r", "\r\n", "\t", " ", "a", "é", "日", "😀", ""};
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int width = 1 + random.nextInt(4);
      List<List<String>> rows = new ArrayList<>();
      for (int r = random.nextInt(1, 6); r > 0; r--) {
        List<String> row = new ArrayList<>();
        for (int c = 0; c < width; c++) {
          row.add(
              random
                  .ints(random.nextInt(8), 0, pieces.length)
                  .mapToObj(p -> pieces[p])
                  .collect(Collectors.joining()));
        }
        rows.add(row);
      }
      List<String> names = random.ints(width, 0, 1000).mapToObj(n -> "c" + n).distinct().toList();
      if (names.size() < width) {
        continue;
      }
      String end = seed % 2 == 0 ? "\n" : "\r\n";
      String table =
          String.join(",", names)
              + end
              + rows.stream().map(DelimitedTest::written).collect(Collectors.joining(end))
              + (seed % 3 == 0 ? end : "");
      assertThat(csv(table)).as("seed %d", seed).isEqualTo(rows);
    }
  }

  private static String written(List<String> row) {
    return row.stream()
        .map(cell ->
            cell.isEmpty() || cell.matches("(?s).*[\",\\n\\r].*")
                ? '"' + cell.replace("\"", "\"\"") + '"'
                : cell)
        .collect(Collectors.joining(","));
  }

  private List<List<String>> csv(String text) {
    return Written.rows(Written.file(folder, "a.csv", text));
  }
}
