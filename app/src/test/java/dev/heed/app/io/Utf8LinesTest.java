package dev.heed.app.io;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8LinesTest {
  @Test
  void anEmptyTextHasNoLines() {
    assertThat(lines("")).isEmpty();
  }

  @Test
  void theLastLineNeedsNoEnd() {
    assertThat(lines("a\nb")).containsExactly("a", "b");
  }

  @Test
  void anEndAfterTheLastLineMakesNoFurtherLine() {
    assertThat(lines("a\nb\n")).containsExactly("a", "b");
  }

  @Test
  void emptyLinesAreLines() {
    assertThat(lines("\n\na\n\n")).containsExactly("", "", "a", "");
  }

  @Test
  void windowsLineEndsAreNoPartOfTheText() {
    assertThat(lines("a\r\n\r\nb\r\n")).containsExactly("a", "", "b");
  }

  @Test
  void aCarriageReturnWithinALineStays() {
    assertThat(lines("a\rb\n\r\r\n")).containsExactly("a\rb", "\r");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheText() {
    assertThat(lines("\uFEFFa\n\uFEFFb\n")).containsExactly("a", "\uFEFFb");
  }

  @Test
  void anyScriptComesThrough() {
    assertThat(lines("žluťoučký\nкот\n日本語\n😀 ok\n"))
        .containsExactly("žluťoučký", "кот", "日本語", "😀 ok");
  }

  @Test
  void aCharacterMayLieAcrossTwoReads() {
    String line = "é".repeat(50_001);
    assertThat(lines("x" + line + "\n" + line)).containsExactly("x" + line, line);
  }

  @Test
  void aLineOfMegabytesIsALine() {
    String line = "long ".repeat(600_000);
    assertThat(lines(line + "\nshort\n")).containsExactly(line, "short");
  }

  @ParameterizedTest
  @CsvSource({
    "ff, a stray byte",
    "c3 28, an e-acute whose second byte is wrong",
    "c3, an e-acute that is cut off",
    "c0 80, an overlong zero",
    "ed a0 80, a surrogate",
    "f4 90 80 80, beyond Unicode",
    "80, a continuation without a beginning"
  })
  void whatIsNotUtf8IsRefusedWithItsPlace(String hex, String what) {
    byte[] text = bytes("6f 6b 0a 61 62 " + hex + " 0a");
    assertThatThrownBy(() -> read(text))
        .as(what)
        .isInstanceOf(FileException.class)
        .hasMessageContainingAll("test", "offset 5", "line 2", "byte 3 of the line");
  }

  @Test
  void utf16IsNamedAsSuch() {
    assertThatThrownBy(() -> read("\uFEFFhello\n".getBytes(UTF_16LE)))
        .hasMessageContainingAll("UTF-16", "iconv");
  }

  @Test
  void aLineBeyondTheLimitIsRefused() {
    InputStream zeros =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] into, int from, int count) {
            return count;
          }
        };
    assertThatThrownBy(() -> new Utf8Lines("endless", zeros).next())
        .isInstanceOf(FileException.class)
        .hasMessageContainingAll("endless", "line 1", "67,108,864");
  }

  @Test
  void linesAreNumberedFromOne() {
    try (Utf8Lines lines =
        new Utf8Lines("test", new ByteArrayInputStream("a\nb".getBytes(UTF_8)))) {
      lines.next();
      lines.next();
      assertThat(lines.lineNumber()).isEqualTo(2);
    }
  }

  private static List<String> lines(String text) {
    return read(text.getBytes(UTF_8));
  }

  private static List<String> read(byte[] text) {
    List<String> all = new ArrayList<>();
    try (Utf8Lines lines = new Utf8Lines("test", new ByteArrayInputStream(text))) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        all.add(line);
      }
    }
    return all;
  }

  private static byte[] bytes(String hex) {
    String[] parts = hex.split(" ");
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i], 16);
    }
    return bytes;
  }
}
