package dev.heed.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.app.io.FileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class OutputTest {
  @Test
  void textIsUtf8() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output output = new Output("test", bytes);
    output.line("žluť 😀");
    output.flush();
    assertThat(bytes.toString(UTF_8)).isEqualTo("žluť 😀\n");
  }

  @Test
  void moreThanTheBufferComesThroughInOrder() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output output = new Output("test", bytes);
    String big = "x".repeat(200_000);
    output.text("a");
    output.text(big);
    output.text("b");
    output.flush();
    assertThat(bytes.toString(UTF_8)).isEqualTo("a" + big + "b");
  }

  @Test
  void aReaderThatWentAwayIsNoError() {
    Output output = failing("Broken pipe");
    output.line("nobody reads this");
    assertThatThrownBy(output::flush).isInstanceOf(ClosedOutputException.class);
  }

  @Test
  void aFullDiskIsAnError() {
    Output output = failing("No space left on device");
    output.line("lost");
    assertThatThrownBy(output::flush)
        .isInstanceOf(FileException.class)
        .hasMessageContainingAll("test", "No space left on device");
  }

  @Test
  void whatFailedOnceIsNotTriedAgain() {
    Output output = failing("Broken pipe");
    output.line("nobody reads this");
    assertThatThrownBy(output::flush).isInstanceOf(ClosedOutputException.class);
    output.flush();
  }

  private static Output failing(String message) {
    return new Output(
        "test",
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(message);
          }
        });
  }
}
