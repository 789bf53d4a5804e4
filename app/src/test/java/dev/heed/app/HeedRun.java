package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run of the command line inside the test's JVM.
 *
 * @param exit its exit code
 * @param outBytes what it wrote to the standard output
 * @param err what it wrote to the standard error
 */
record HeedRun(int exit, byte[] outBytes, String err) {
  private static final JsonMapper JSON = new JsonMapper();

  /** With an empty standard input. */
  static HeedRun of(String... arguments) {
    return withInput("", arguments);
  }

  static HeedRun withInput(String input, String... arguments) {
    return withInput(input.getBytes(StandardCharsets.UTF_8), arguments);
  }

  static HeedRun withInput(byte[] input, String... arguments) {
    return run(input, Terminal.NONE, Map.of(), arguments);
  }

  /** As a person at a terminal with colours sees it. */
  static HeedRun atTerminal(String... arguments) {
    return run(new byte[0], new Terminal(false, true, true, 80, true, true), Map.of(), arguments);
  }

  static HeedRun withVariables(Map<String, String> environment, String... arguments) {
    return run(new byte[0], Terminal.NONE, environment, arguments);
  }

  private static HeedRun run(
      byte[] input, Terminal terminal, Map<String, String> environment, String... arguments) {
    return run(new ByteArrayInputStream(input), terminal, environment, arguments);
  }

  /** With streams and a terminal of the caller's choice. */
  static HeedRun run(
      InputStream input, Terminal terminal, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(input, out, err, terminal, environment);
    int exit = Heed.run(List.of(arguments), console);
    return new HeedRun(exit, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  /** Into a pipe whose reader has gone away, as that of {@code | head -1} does. */
  static HeedRun intoAClosedPipe(String input, String... arguments) {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    Console console = new Console(in, closed, err, Terminal.NONE, Map.of());
    int exit = Heed.run(List.of(arguments), console);
    return new HeedRun(exit, new byte[0], err.toString(StandardCharsets.UTF_8));
  }

  String out() {
    return new String(outBytes, StandardCharsets.UTF_8);
  }

  /** The standard output as one JSON value. */
  JsonNode json() {
    return JSON.readTree(out());
  }

  /** The standard output as JSON values, one a line. */
  List<JsonNode> jsonLines() {
    return out().lines().map(JSON::readTree).toList();
  }

  /** The last line of the standard error: warnings may stand before an error. */
  String lastErrLine() {
    return err.lines().toList().getLast();
  }

  /** The last line of the standard error as JSON. */
  JsonNode errJson() {
    return JSON.readTree(lastErrLine());
  }
}
