package dev.heed.app.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.console.Console;
import dev.heed.app.console.Terminal;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.StepReport;
import dev.heed.models.train.TrainingMemory;
import dev.heed.models.train.TrainingPlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
  private static final TrainingPlan PLAN =
      new TrainingPlan(
          1000,
          100,
          800,
          9000,
          22_700_000,
          40,
          new TrainingMemory(91_000_000, 280_000_000, 0, 0, 30_000_000, 9_000_000));

  private static final String BEGUN =
      "training: 1,000 steps; learns 40 of 22.7 million parameters; needs about 410 MB of memory\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long nanos;

  /** Results go there, and with --json nothing else. */
  @AfterEach
  void nothingWentToTheStandardOutput() {
    assertThat(out.size()).isZero();
  }

  private TrainingProgress progress(Terminal terminal, boolean wanted) {
    Console console =
        new Console(new ByteArrayInputStream(new byte[0]), out, err, terminal, Map.of());
    return new TrainingProgress(console, wanted, () -> nanos);
  }

  /** Steps of a second with 100 tokens, whose loss is 2, then 1. */
  private void steps(TrainingProgress progress, long from, long to) {
    for (long step = from; step <= to; step++) {
      nanos += 1_000_000_000L;
      progress.stepped(new StepReport(step, 1, step == from ? 2 : 1, 1e-3, 1, 100, 1));
    }
  }

  private String err() {
    return err.toString(UTF_8);
  }

  @Test
  void aPipeGetsALineNowAndThen() {
    try (TrainingProgress progress = progress(Terminal.NONE, true)) {
      progress.started(PLAN, 0);
      steps(progress, 1, 40);
    }
    assertThat(err())
        .startsWith(BEGUN)
        .hasLineCount(3)
        .contains("training: step 15 of 1,000, loss 1.03, 100 tokens/s, 0:16:25 left");
  }

  @Test
  void aPipeGetsEachValidation() {
    try (TrainingProgress progress = progress(Terminal.NONE, true)) {
      progress.started(PLAN, 0);
      progress.validated(100, new Measurement("accuracy", 0.8125, true, Map.of()), true);
      progress.validated(200, new Measurement("accuracy", 0.75, true, Map.of()), false);
    }
    assertThat(err())
        .isEqualTo(
            BEGUN
                + """
                training: step 100 of 1,000: accuracy 0.8125, the best so far
                training: step 200 of 1,000: accuracy 0.7500
                """);
  }

  @Test
  void theTimeLeftOfATrainingThatWentOnComesFromTheNewSteps() {
    try (TrainingProgress progress = progress(Terminal.NONE, true)) {
      progress.started(PLAN, 900);
      steps(progress, 901, 915);
    }
    assertThat(err())
        .startsWith(BEGUN + "training: goes on behind step 900 of 1,000\n")
        .contains("step 915 of 1,000", "0:01:25 left");
  }

  @Test
  void aTerminalGetsABarWithTheLastValidation() throws InterruptedException {
    try (TrainingProgress progress =
        progress(new Terminal(false, true, true, 120, false, true), true)) {
      progress.started(PLAN, 0);
      progress.validated(1, new Measurement("accuracy", 0.75, true, Map.of()), true);
      Thread.sleep(700); // a bar waits for this long
      steps(progress, 1, 250);
      Thread.sleep(500);
    }
    assertThat(err())
        .contains("training", "250/1000", "loss 1.00, accuracy 0.750, 100 tokens/s")
        .startsWith(BEGUN)
        .endsWith("\r\u001b[K");
    assertThat(err().substring(BEGUN.length())).doesNotContain("\n");
  }

  @Test
  void whoLearnsAllLearnsAll() {
    TrainingMemory memory = new TrainingMemory(1, 1, 0, 0, 1, 1);
    try (TrainingProgress progress = progress(Terminal.NONE, true)) {
      progress.started(new TrainingPlan(1, 1, 2, 30, 50, 50, memory), 0);
    }
    assertThat(err())
        .isEqualTo("training: 1 step; learns all 50 parameters; needs about 4 B of memory\n");
  }

  @Test
  void whoDoesNotWantItSeesNothing() {
    for (Terminal terminal :
        new Terminal[] {Terminal.NONE, new Terminal(false, true, true, 80, false, true)}) {
      try (TrainingProgress progress = progress(terminal, false)) {
        progress.started(PLAN, 10);
        steps(progress, 11, 60);
        progress.validated(60, new Measurement("accuracy", 0.5, true, Map.of()), true);
      }
    }
    assertThat(err.size()).isZero();
  }

  @Test
  void aNameCannotCommandTheTerminal() {
    try (TrainingProgress progress = progress(Terminal.NONE, true)) {
      progress.started(PLAN, 0);
      progress.validated(1, new Measurement("a\u001b[2J\nb", Double.NaN, true, Map.of()), true);
    }
    assertThat(err())
        .isEqualTo(BEGUN + "training: step 1 of 1,000: a [2J b NaN, the best so far\n");
  }
}
