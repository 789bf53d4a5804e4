package dev.heed.app.report;

import dev.heed.app.console.Console;
import dev.heed.app.io.JsonLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is said beside the results, on the standard error: a line each, or with {@code --json} a
 * JSON object each.
 *
 * @param console where to
 * @param json as objects
 * @param quiet no notes; warnings and errors stay
 * @param debug stack traces with errors
 */
public record Messages(Console console, boolean json, boolean quiet, boolean debug) {
  /** As the arguments ask, even if they turn out to be wrong otherwise. */
  public static Messages of(List<String> arguments, Console console) {
    int end = arguments.indexOf("--");
    List<String> options = end < 0 ? arguments : arguments.subList(0, end);
    return new Messages(
        console,
        options.contains("--json"),
        options.contains("--quiet") || options.contains("-q"),
        options.contains("--debug") || isOn(console.variable("HEED_DEBUG")));
  }

  /** As for the engine's switches: HEED_DEBUG=0 switches nothing on. */
  private static boolean isOn(Optional<String> variable) {
    return variable
        .map(value -> value.strip().toLowerCase(Locale.ROOT))
        .filter(value -> value.equals("1") || value.equals("true") || value.equals("yes"))
        .isPresent();
  }

  /** Something that a person may like to know. */
  public void note(String text) {
    if (!quiet) {
      say("note", text, console.errStyle().dim(text));
    }
  }

  /** Something that a person should know. */
  public void warning(String text) {
    say("warning", text, "heed: " + console.errStyle().warning("warning:") + " " + text);
  }

  /** A record of the engine's log. */
  public void log(System.Logger.Level level, String text) {
    if (level.getSeverity() >= System.Logger.Level.WARNING.getSeverity()) {
      warning(text);
    } else {
      say("debug", text, console.errStyle().dim("heed: " + text));
    }
  }

  /** Why this run ends here. */
  public void error(String text, ExitCode code, Throwable thrown) {
    console.out().flush();
    if (json) {
      new JsonLines(console.err())
          .writeObject(fields -> {
            fields.writeStringProperty("error", text);
            fields.writeNumberProperty("exit", code.code());
          });
    } else {
      console.err().line("heed: " + console.errStyle().bad("error:") + " " + text);
    }
    if (debug) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      console.err().text(trace.toString());
    }
    console.err().flush();
  }

  private void say(String kind, String text, String line) {
    console.out().flush();
    if (json) {
      new JsonLines(console.err()).writeObject(fields -> fields.writeStringProperty(kind, text));
    } else {
      console.err().line(line);
    }
    console.err().flush();
  }
}
