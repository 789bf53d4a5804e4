package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no tables, or not the one that was meant: each error says where and what. */
class HostileTableTest {
  @TempDir Path folder;

  @Test
  void aQuoteThatIsNeverClosedIsNamedWhereItOpens() {
    refused("text,label\none,a\ntwo,\"b\nthree,c\n")
        .withMessageContaining(
            "a.csv: line 3, character 5: the quote that opens here is not closed");
  }

  @Test
  void aQuoteThatIsNeverClosedDoesNotFillTheMemory() {
    refused("text,label\n\"" + "x\n".repeat(9 << 20))
        .withMessageEndingWith(
            "a.csv: line 2, character 1: the quote that opens here is not closed within 16,777,216"
                + " characters");
  }

  @Test
  void aRecordIsBounded() {
    refused("text,label\n" + "x,".repeat(1 << 17))
        .withMessageContaining("line 2, character 131073: the record has more than 65,536 cells");
    refused("text,label\n" + "x".repeat(17 << 20))
        .withMessageContaining(
            "line 2, character 1: the record is longer than 16,777,216 characters");
  }

  @Test
  void textBehindAClosingQuoteIsAnError() {
    refused("text,label\n\"he said \"no\" twice\",x\n")
        .withMessageContaining(
            "line 2, character 11: expected ',' or the end of the line behind the closing quote,"
                + " found 'n'; a quote within a quoted cell is written twice");
  }

  @Test
  void aRecordWithTooManyCellsSaysWhatToDo() {
    refused("text,label\none,a\n\n\"x\ny\",b\nyes, please,a\n")
        .withMessageEndingWith(
            "a.csv: line 6: expected 2 cells ('text', 'label'), found 3; a cell that holds ',' must"
                + " stand in quotes");
  }

  @Test
  void aRecordWithTooFewCellsIsNamed() {
    refused("text,label\none\n")
        .withMessageEndingWith(
            "a.csv: line 2: expected 2 cells ('text', 'label'), found 1; is ',' the delimiter?");
  }

  @Test
  void theWrongDelimiterIsAnErrorThatNamesTheOther() {
    Path file = Written.file(folder, "a.csv", "text;label\none, two;a\n").path();
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new DataFile(file, DataFormat.Delimited.CSV.withDelimiter(',')).open())
        .withMessageEndingWith(
            "a.csv: line 1: expected columns parted by ',', found one, 'text;label'; is the"
                + " delimiter another? ';' gives 2 columns");
  }

  @Test
  void aTableWithCommasIsNoTabSeparatedFile() {
    DataFile file = Written.file(folder, "a.tsv", "text,label\none,a\n");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(file::open)
        .withMessageContaining("expected columns parted by a tab, found one, 'text,label'");
  }

  @Test
  void aDelimiterThatCannotBeToldIsAnError() {
    refused("a,b;c\n1,2;3\n")
        .withMessageEndingWith(
            "a.csv: line 1: cannot tell the delimiter: ',' gives 2 columns, ';' gives 2 columns;"
                + " choose it");
  }

  @Test
  void anEmptyFileIsAnError() {
    refused("").withMessageContaining("a.csv: is empty; expected a first line with the names");
    refused("\uFEFF\n\n").withMessageContaining("a.csv: is empty");
  }

  @Test
  void aFileOfNothingButAHeaderHasNoExamples() {
    DataFile file = Written.file(folder, "a.csv", "text,label\n");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Dataset.read(file, DataPart.TRAINING))
        .withMessageEndingWith("a.csv: has no examples");
  }

  @Test
  void aColumnThatIsThereTwiceIsAnError() {
    refused("text,text\none,a\n")
        .withMessageEndingWith("a.csv: line 1: the column 'text' is there twice");
  }

  @Test
  void aColumnThatIsNotThereIsNamedBesideThoseThatAre() {
    Dataset data =
        Dataset.read(Written.file(folder, "a.csv", "text,category\nx,y\n"), DataPart.TRAINING);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> data.column("label"))
        .withMessageEndingWith(
            "a.csv: there is no column 'label'; its columns are 'text', 'category'");
  }

  @Test
  void u0000IsNoText() {
    refused("text,label\none,a\u0000\n")
        .withMessageEndingWith(
            "a.csv: line 2, character 6: found the character U+0000; expected text in UTF-8");
  }

  @Test
  void whatIsNoUtf8IsNamedByItsPlaceAndBytes() {
    refused("text,label\nna\u00efve,a\n".getBytes(StandardCharsets.ISO_8859_1))
        .withMessageEndingWith(
            "a.csv: line 2, character 3: the bytes EF are no UTF-8; save the file as UTF-8");
    refused(new byte[] {'a', '\n', 'b', (byte) 0xE2, (byte) 0x82})
        .withMessageContaining("line 2, character 2: the bytes E2 82 are no UTF-8");
  }

  /** Behind more than the buffers hold. */
  @Test
  void whatIsNoUtf8IsFoundAnywhere() {
    byte[] bytes =
        ("text\n" + "0123456789\n".repeat(50_000) + "x?").getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 1] = (byte) 0xFF;
    refused(bytes).withMessageContaining("line 50002, character 2: the bytes FF");
  }

  @Test
  void utf16IsNamed() {
    refused("\uFEFFtext,label\n".getBytes(StandardCharsets.UTF_16LE))
        .withMessageEndingWith("a.csv: begins with the byte order mark of UTF-16; expected UTF-8");
  }

  @Test
  void aFileThatIsNotThereAndAFolderAreErrors() throws IOException {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> DataFile.of(folder.resolve("none.csv")).open())
        .withMessageEndingWith("none.csv: there is no such file");
    Path other = Files.createDirectory(folder.resolve("folder.csv"));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> DataFile.of(other).open())
        .withMessageContaining("folder.csv: could not be read");
  }

  @Test
  void anEndingThatSaysNothingIsAnError() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> DataFile.of(folder.resolve("data.xlsx")))
        .withMessageContaining("data.xlsx: the name does not say what the file holds");
  }

  /** Three gigabytes, which no array holds; those behind the first examples are zeros. */
  @Test
  void aLargeFileIsReadOneExampleAtATime() throws IOException {
    DataFile file = Written.file(folder, "a.csv", "text,label\none,a\ntwo,b\n");
    try (RandomAccessFile large = new RandomAccessFile(file.path().toFile(), "rw")) {
      large.setLength(3L << 30);
    }
    try (ExampleReader reader = file.open()) {
      assertThat(reader.next()).extracting(Example::cells).isEqualTo(List.of("one", "a"));
      assertThat(reader.next()).extracting(Example::cells).isEqualTo(List.of("two", "b"));
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(reader::next)
          .withMessageContaining("line 4, character 1: found the character U+0000");
    }
  }

  private ThrowableAssertAlternative<DataException> refused(String text) {
    return refused(text.getBytes(StandardCharsets.UTF_8));
  }

  private ThrowableAssertAlternative<DataException> refused(byte[] bytes) {
    DataFile file = Written.file(folder, "a.csv", bytes);
    return assertThatExceptionOfType(DataException.class).isThrownBy(() -> Written.rows(file));
  }
}
