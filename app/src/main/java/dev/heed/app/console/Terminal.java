package dev.heed.app.console;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What is known of the terminal behind the streams.
 *
 * @param in whether a person types the standard input
 * @param out whether a person sees the standard output
 * @param err whether a person sees the standard error
 * @param width columns; 80 where nothing better is known
 * @param colour whether the terminal takes colours and the person wants them (NO_COLOR, TERM)
 * @param unicode whether block characters can be shown
 */
public record Terminal(
    boolean in, boolean out, boolean err, int width, boolean colour, boolean unicode) {
  /** No terminal: pipes and files. */
  public static final Terminal NONE = new Terminal(false, false, false, 80, false, true);

  /** The terminal of this process. */
  static Terminal ofProcess() {
    Map<String, String> environment = System.getenv();
    boolean out = isTerminal(1);
    boolean err = isTerminal(2);
    String native_ = System.getProperty("native.encoding", "").toUpperCase(Locale.ROOT);
    String term = environment.getOrDefault("TERM", "");
    boolean colour =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !term.equals("dumb")
            && (!term.isEmpty() || isWindows());
    return new Terminal(
        isTerminal(0),
        out,
        err,
        out || err ? width(environment) : 80,
        colour,
        native_.startsWith("UTF"));
  }

  /**
   * The JDK tells of a console only when input and output both are one, so Linux is asked for each
   * stream by itself.
   */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where 22 to 24 did not
  private static boolean isTerminal(int stream) {
    Path link = Path.of("/proc/self/fd/" + stream);
    if (Files.isSymbolicLink(link)) {
      try {
        String device = Files.readSymbolicLink(link).toString();
        return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
      } catch (IOException e) {
        return false;
      }
    }
    java.io.Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static int width(Map<String, String> environment) {
    int columns = parsed(environment.getOrDefault("COLUMNS", ""));
    if (columns == 0 && !isWindows()) {
      columns = askStty();
    }
    return columns == 0 ? 80 : Math.clamp(columns, 40, 160);
  }

  /** {@code stty size} prints rows and columns of the terminal it is given: 2 ms, once a run. */
  private static int askStty() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var answer = stty.getInputStream()) {
        String[] size =
            new String(answer.readNBytes(64), StandardCharsets.US_ASCII).strip().split(" ");
        return stty.waitFor(1, TimeUnit.SECONDS) && size.length == 2 ? parsed(size[1]) : 0;
      }
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static int parsed(String columns) {
    return columns.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(columns) : 0;
  }

  private static boolean isWindows() {
    return File.separatorChar == '\\';
  }
}
