package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.report.ExitCode;
import dev.heed.models.generate.TokenStream;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C in a conversation: the first stops the answer, also one whose prompt is still being made;
 * a second one, at the prompt or where the answer does not stop, the process.
 */
final class ChatInterrupts implements Runnable {
  private final Console console;
  private final boolean prompted;
  private final Runnable end;
  private boolean answering;
  private @Nullable TokenStream answer;
  private int presses;

  ChatInterrupts(Console console, boolean prompted) {
    this(console, prompted, () -> Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code()));
  }

  /**
   * With another end of the process.
   *
   * @param prompted whether a person is asked for lines
   */
  ChatInterrupts(Console console, boolean prompted, Runnable end) {
    this.console = console;
    this.prompted = prompted;
    this.end = end;
  }

  /** Asks for a line. */
  static void prompt(Console console) {
    console.err().text(console.errStyle().accent("> "));
    console.err().flush();
  }

  /** An answer is wanted, and its prompt is made. */
  synchronized void expect() {
    answering = true;
    presses = 0;
  }

  /** An answer begins to come, unless it has been stopped already. */
  synchronized void begin(TokenStream stream) {
    answer = stream;
    if (presses > 0) {
      stream.cancel();
    }
  }

  /** It has ended, or will not come. */
  synchronized void end() {
    answering = false;
    answer = null;
  }

  /** The person goes on. */
  synchronized void lineCame() {
    presses = 0;
  }

  @Override
  public synchronized void run() {
    presses++;
    if (answering && presses == 1) {
      if (answer != null) {
        answer.cancel();
      }
    } else if (presses > 1 || !prompted) {
      end.run();
    } else {
      console.err().line("");
      console.err().line(console.errStyle().dim("Ctrl-C again, or Ctrl-D, ends"));
      prompt(console);
    }
  }
}
