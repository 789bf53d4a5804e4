package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.report.ExitCode;
import dev.heed.models.generate.TokenStream;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C in a conversation: the first stops the answer, a second one, at the prompt, the process.
 */
final class ChatInterrupts implements Runnable {
  private final Console console;
  private final boolean prompted;
  private @Nullable TokenStream answer;
  private int presses;

  ChatInterrupts(Console console, boolean prompted) {
    this.console = console;
    this.prompted = prompted;
  }

  /** Asks for a line. */
  static void prompt(Console console) {
    console.err().text(console.errStyle().accent("> "));
    console.err().flush();
  }

  /** An answer begins to come. */
  synchronized void begin(TokenStream stream) {
    answer = stream;
  }

  /** It has ended. */
  synchronized void end() {
    answer = null;
  }

  /** The person goes on. */
  synchronized void lineCame() {
    presses = 0;
  }

  @Override
  public synchronized void run() {
    presses++;
    if (answer != null && presses == 1) {
      answer.cancel();
    } else if (presses > 1 || !prompted) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    } else {
      console.err().line("");
      console.err().line(console.errStyle().dim("Ctrl-C again, or Ctrl-D, ends"));
      prompt(console);
    }
  }
}
