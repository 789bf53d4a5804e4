package dev.heed.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsLineUpWhateverTheirColours() {
    Table table = new Table("> ", "lr");
    table.row(new Style(true, true).bold("a"), "1");
    table.row("long", "123");
    assertThat(printed(table)).isEqualTo("> \u001b[1ma\u001b[0m       1\n> long  123\n");
  }

  @Test
  void noLineEndsWithSpaces() {
    Table table = new Table("", "ll");
    table.row("a", "much longer");
    table.row("b", "c");
    assertThat(printed(table)).isEqualTo("a  much longer\nb  c\n");
  }

  @Test
  void everyRowFillsEveryColumn() {
    assertThatThrownBy(() -> new Table("", "ll").row("alone"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String printed(Table table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output output = new Output("test", bytes);
    table.print(output);
    output.flush();
    return bytes.toString(UTF_8);
  }
}
