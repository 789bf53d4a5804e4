package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Output;
import dev.heed.app.console.Progress;
import dev.heed.app.flags.BackendFlags;
import dev.heed.app.io.Inputs;
import dev.heed.app.io.JsonLines;
import dev.heed.app.io.Utf8Lines;
import dev.heed.app.io.Utf8Text;
import dev.heed.app.report.ExitCode;
import dev.heed.app.report.Messages;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands share: the streams and the options that every one of them has. */
abstract class HeedCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin BackendFlags backendFlags;

  @Option(
      names = "--json",
      order = 90,
      description = "Results as JSON; messages as JSON on the standard error.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      order = 91,
      description = "No progress, no notes.")
  boolean quiet;

  @Option(
      names = "--debug",
      order = 92,
      description = "Stack traces and debug records (or HEED_DEBUG=1).")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      order = 93,
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  private final Console console;

  HeedCommand(Console console) {
    this.console = console;
  }

  /** Does the work; what it throws is reported by {@link Failures}. */
  abstract void run();

  @Override
  public final Integer call() {
    run();
    return ExitCode.OK.code();
  }

  final Console console() {
    return console;
  }

  final Inputs inputs() {
    return new Inputs(console.in());
  }

  /** The lines of a file or of the standard input, for which a person at a terminal is asked. */
  final Utf8Lines readLines(String file) {
    if (file.equals(Inputs.STDIN) && console.terminal().in()) {
      messages().note("reading texts from the terminal, one a line; end with Ctrl-D");
    }
    return inputs().lines(file);
  }

  /**
   * A prompt as a file or the standard input has it, but for its last line end, which editors and
   * {@code echo} put there.
   */
  final String readPrompt(String file) {
    if (file.equals(Inputs.STDIN) && console.terminal().in()) {
      messages().note("reading the prompt from the terminal; end with Ctrl-D");
    }
    String text = Utf8Text.read(Inputs.label(file), inputs().open(file));
    int end = text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0;
    return text.substring(0, text.length() - end);
  }

  /** How far a task is, for a person who wants to see it. */
  final Progress progress(String task, long most) {
    return Progress.of(console, !quiet && !json, task, most);
  }

  /** The same of bytes that come, of which the first ones were there before. */
  final Progress progressOfBytes(String task, long first, long most) {
    return Progress.ofBytes(console, !quiet && !json, task, first, most);
  }

  /**
   * The same for a task whose rows appear while it goes on: nothing is shown when they go to the
   * terminal, where a bar would stand among them.
   */
  final Progress progressBeside(Output rows, String task, long most) {
    boolean mixed = rows == console.out() && console.terminal().out();
    return Progress.of(console, !quiet && !json && !mixed, task, most);
  }

  /** Says how many of the texts were longer than the model takes, where any was. */
  final void warnOfCut(long cut, long texts) {
    if (cut > 0) {
      messages()
          .warning(
              "%,d of %s %s cut to what the model reads at once"
                  .formatted(cut, Amount.of(texts, "text"), cut == 1 ? "was" : "were"));
    }
  }

  final JsonLines jsonLines() {
    return new JsonLines(console.out());
  }

  final Messages messages() {
    return new Messages(console, json, quiet, debug);
  }

  /** The arguments make no sense. */
  final ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
