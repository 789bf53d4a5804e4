package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.models.PassLine.Request;
import dev.heed.models.PassLine.Turn;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PassLineTest {
  private final PassLine line = new PassLine(1);

  /** A caller in the line. */
  private record Caller(FutureTask<Turn> turn, Thread thread) {}

  /** The line's lock keeps it from leaving until its turn has come, which then is another's. */
  @Test
  void whoseTurnComesWhileItIsInterruptedPassesItOn() throws Exception {
    assertThat(line.enter(request(), false)).isEqualTo(Turn.LEADS);
    Caller interrupted = waiting();
    Caller next = waiting();
    synchronized (line) {
      interrupted.thread().interrupt();
      await(interrupted.thread(), Thread.State.BLOCKED);
      line.leave();
    }
    assertThatThrownBy(interrupted.turn()::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(next.turn().get(20, TimeUnit.SECONDS)).isEqualTo(Turn.LEADS);
  }

  @Test
  void aTurnThatIsPassedOnToNobodyIsFree() throws Exception {
    assertThat(line.enter(request(), false)).isEqualTo(Turn.LEADS);
    Caller interrupted = waiting();
    synchronized (line) {
      interrupted.thread().interrupt();
      await(interrupted.thread(), Thread.State.BLOCKED);
      line.leave();
    }
    assertThatThrownBy(interrupted.turn()::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(line.enter(request(), false)).isEqualTo(Turn.LEADS);
  }

  private Caller waiting() throws InterruptedException {
    FutureTask<Turn> turn = new FutureTask<>(() -> line.enter(request(), false));
    Thread thread = Thread.ofPlatform().daemon().start(turn);
    await(thread, Thread.State.WAITING);
    return new Caller(turn, thread);
  }

  private static void await(Thread thread, Thread.State state) throws InterruptedException {
    while (thread.getState() != state) {
      Thread.sleep(1);
    }
  }

  private static Request request() {
    return new Request(batch -> new float[0][], List.of(), true);
  }
}
