package dev.heed.app;

import dev.heed.app.report.ExitCode;
import dev.heed.models.generate.TokenStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ctrl-C while an answer comes: the first ends the answer, a second one the process at once. */
final class StopRequest implements Runnable {
  private final TokenStream answer;
  private final AtomicBoolean asked = new AtomicBoolean();

  StopRequest(TokenStream answer) {
    this.answer = answer;
  }

  @Override
  public void run() {
    if (asked.getAndSet(true)) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }
    answer.cancel();
  }
}
