package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heed.models.train.TrainingResult.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class MetricsLogTest {
  private static final TrainingPlan PLAN =
      new TrainingPlan(4, 2, 20, 300, 1000, 900, new TrainingMemory(1, 2, 3, 4, 5, 6));

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve(MetricsLog.NAME);
  }

  private MetricsLog log() {
    return new MetricsLog(file, InstantSource.fixed(TIME));
  }

  private static StepReport step(long step) {
    return new StepReport(step, 1, 1.0 / step, 1e-3, 0.5, 30, 0.25);
  }

  private static Measurement accuracy(double value) {
    return new Measurement("accuracy", value, true, Map.of("accuracy", value));
  }

  private static TrainingResult result(Ending ending, long steps) {
    return new TrainingResult(ending, steps, 0.25, accuracy(0.5), 2, 9);
  }

  /** Steps up to one, with a validation and a checkpoint behind every second. */
  private static void steps(MetricsLog log, long from, long to) {
    for (long step = from; step <= to; step++) {
      log.stepped(step(step));
      if (step % 2 == 0) {
        log.validated(step, accuracy(0.5), step == 2);
        log.saved(step, Path.of("folder", "last.safetensors"));
      }
    }
  }

  private List<String> whole() throws IOException {
    try (MetricsLog log = log()) {
      log.started(PLAN, 0);
      steps(log, 1, 4);
      log.ended(result(Ending.COMPLETE, 4));
    }
    List<String> lines = Files.readAllLines(file);
    Files.delete(file);
    return lines;
  }

  @Test
  void everyEventIsALine() throws IOException {
    assertThat(whole())
        .containsExactly(
            "{'event':'begin','version':1,'time':'2026-01-02T03:04:05Z','steps':4,'stepsOfEpoch':2,'examples':20,'tokens':300,'parameters':1000,'learned':900,'memory':{'parameters':1,'gradients':2,'average':3,'best':4,'activations':5,'walk':6}}"
                .replace('\'', '"'),
            line(1, "1.0"),
            line(2, "0.5"),
            "{'event':'validation','step':2,'name':'accuracy','value':0.5,'higherIsBetter':true,'best':true,'values':{'accuracy':0.5}}"
                .replace('\'', '"'),
            "{'event':'checkpoint','step':2,'file':'last.safetensors'}".replace('\'', '"'),
            line(3, "0.3333333333333333"),
            line(4, "0.25"),
            "{'event':'validation','step':4,'name':'accuracy','value':0.5,'higherIsBetter':true,'best':false,'values':{'accuracy':0.5}}"
                .replace('\'', '"'),
            "{'event':'checkpoint','step':4,'file':'last.safetensors'}".replace('\'', '"'),
            "{'event':'end','ending':'complete','steps':4,'lastLoss':0.25,'bestStep':2,'bestName':'accuracy','bestValue':0.5,'seconds':9.0}"
                .replace('\'', '"'));
  }

  private static String line(long step, String loss) {
    return "{'event':'step','step':%d,'epoch':1,'loss':%s,'rate':0.001,'gradientNorm':0.5,'tokens':30,'seconds':0.25}"
        .replace('\'', '"')
        .formatted(step, loss);
  }

  @Test
  void eachLineIsThereAtOnce() throws IOException {
    try (MetricsLog log = log()) {
      log.started(PLAN, 0);
      assertThat(Files.readAllLines(file)).hasSize(1);
      log.stepped(step(1));
      assertThat(Files.readAllLines(file)).hasSize(2);
    }
  }

  @Test
  void whatIsNoNumberIsNullAndEveryLineIsJson() throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("a \"label\"\n", List.of(Double.NaN, 1, Map.of("x", Float.POSITIVE_INFINITY)));
    values.put("array", new double[] {0.5, Double.NEGATIVE_INFINITY});
    values.put("half an emoji \ud83d", "\u2028</script>");
    values.put("other", Path.of("x"));
    try (MetricsLog log = log()) {
      log.started(PLAN, 0);
      log.stepped(new StepReport(1, 1, Double.NaN, Double.NaN, Double.POSITIVE_INFINITY, 0, 0));
      log.validated(1, new Measurement("loss", Double.NaN, false, values), true);
      log.ended(new TrainingResult(Ending.EARLY, 1, Double.NaN, null, 0, 1));
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(4);
    JsonMapper strict = new JsonMapper();
    lines.forEach(line -> assertThat(strict.readTree(line).isObject()).as(line).isTrue());
    assertThat(lines.get(1)).contains("\"loss\":null,\"rate\":null,\"gradientNorm\":null");
    assertThat(lines.get(2))
        .contains("[null,1,{\"x\":null}]", "\"array\":[0.5,null]", "\"other\":\"x\"");
    TrainingHistory history = TrainingHistory.read(file);
    assertThat(history.steps().getFirst().loss()).isNaN();
    assertThat(history.validations().getFirst().measurement().values())
        .containsKey("a \"label\"\n")
        .containsEntry("array", Arrays.asList(0.5, null));
  }

  /** Killed at any byte behind a checkpoint, the log is in the end as if nothing had been. */
  @Test
  void theLogOfATrainingThatWentOnIsThatOfOneThatWasNeverKilled() throws IOException {
    List<String> straight = whole();
    byte[] bytes = (String.join("\n", straight) + "\n").getBytes(StandardCharsets.UTF_8);
    int secondCheckpoint = String.join("\n", straight.subList(0, 4)).length() + 1;
    for (int killed = 0; killed <= bytes.length; killed++) {
      Files.write(file, Arrays.copyOf(bytes, killed));
      long done = killed >= secondCheckpoint ? 2 : 0;
      if (killed == bytes.length) {
        done = 4;
      }
      try (MetricsLog log = log()) {
        log.started(PLAN, done);
        steps(log, done + 1, 4);
        log.ended(result(Ending.COMPLETE, 4));
      }
      assertThat(Files.readAllLines(file)).as("killed at byte %d", killed).isEqualTo(straight);
    }
  }

  @Test
  void aLogThatBeginsInTheMiddleSaysWhere() throws IOException {
    try (MetricsLog log = log()) {
      log.started(PLAN, 2);
      log.stepped(step(3));
    }
    assertThat(Files.readAllLines(file)).hasSize(3);
    TrainingHistory history = TrainingHistory.read(file);
    assertThat(history.checkpoints())
        .containsExactly(new TrainingHistory.Saved(2, "last.safetensors"));
    assertThat(history.steps()).containsExactly(step(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "a,b\n1,2\n",
        "\n",
        "{}\n",
        "{\"event\":\"step\",\"step\":1}\n",
        "{\"event\":\"begin\",\"version\":2}\n",
        "{\"event\":\"begins\""
      })
  void somethingElseStaysAsItIs(String content) throws IOException {
    Files.writeString(file, content);
    try (MetricsLog log = log()) {
      assertThatThrownBy(() -> log.started(PLAN, 0))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining(MetricsLog.NAME)
          .hasMessageContaining("training");
    }
    assertThat(Files.readString(file)).isEqualTo(content);
  }

  @Test
  void theLogOfAnotherTrainingStaysAsItIs() throws IOException {
    try (MetricsLog log = log()) {
      log.started(PLAN, 0);
    }
    String before = Files.readString(file);
    TrainingPlan other = new TrainingPlan(5, 2, 20, 300, 1000, 900, PLAN.memory());
    try (MetricsLog log = log()) {
      assertThatThrownBy(() -> log.started(other, 2))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("'steps' was 4 and is 5; let this training write somewhere else");
    }
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void theLogOfAnotherTrainingWithACheckpointIsNotBegunAnew() throws IOException {
    try (MetricsLog log = log()) {
      log.started(PLAN, 0);
      steps(log, 1, 2);
    }
    String before = Files.readString(file);
    TrainingPlan other = new TrainingPlan(5, 2, 20, 300, 1000, 900, PLAN.memory());
    try (MetricsLog log = log()) {
      assertThatThrownBy(() -> log.started(other, 0))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("'steps' was 4 and is 5");
    }
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  /** Such as one whose rate was too high. */
  @Test
  void theLogOfATrainingThatBrokeOffWithoutACheckpointIsBegunAnew() throws IOException {
    try (MetricsLog log = log()) {
      log.started(PLAN, 0);
      steps(log, 1, 1);
    }
    TrainingPlan other = new TrainingPlan(5, 2, 20, 300, 1000, 900, PLAN.memory());
    try (MetricsLog log = log()) {
      log.started(other, 0);
    }
    assertThat(Files.readAllLines(file)).hasSize(1).first().asString().contains("\"steps\":5");
  }

  @Test
  void theLogOfATrainingThatEndedIsNotBegunAnew() throws IOException {
    List<String> lines = whole();
    Files.write(file, lines);
    try (MetricsLog log = log()) {
      assertThatThrownBy(() -> log.started(PLAN, 0))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("has the log of a training that ended");
    }
    assertThat(Files.readAllLines(file)).isEqualTo(lines);
  }

  @Test
  void damageInTheMiddleIsNamedByItsLine() throws IOException {
    List<String> lines = new ArrayList<>(whole());
    lines.set(2, "{\"event\":");
    Files.write(file, lines);
    assertThatThrownBy(() -> TrainingHistory.read(file))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("line 3: expected a JSON object, found {\"event\":");
    lines.set(2, "{\"event\":\"step\",\"step\":-1}");
    Files.write(file, lines);
    assertThatThrownBy(() -> TrainingHistory.read(file))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("line 3: 'step': expected a count, found -1");
  }

  @Test
  void aFullDiskIsAClearError() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    try (MetricsLog log = new MetricsLog(full)) {
      assertThatThrownBy(() -> log.started(PLAN, 0))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("/dev/full: the log of the training cannot be written")
          .hasMessageContaining("No space left on device");
    }
  }

  @Test
  void aFolderThatIsNotThereIsAClearError() {
    try (MetricsLog log = new MetricsLog(folder.resolve("none/metrics.jsonl"))) {
      assertThatThrownBy(() -> log.started(PLAN, 0))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("cannot be written")
          .hasMessageContaining("see that its folder exists");
    }
  }

  /** As if the process had been killed: nothing is written at that moment. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void aTrainerThatWasKilledGoesOnWithItsLog(int killedAt) throws IOException {
    TrainingSettings settings = TrainingSettings.adamW(1e-3, 3).withValidation(2, 0);
    Path straight = Files.createDirectory(folder.resolve("straight"));
    train(settings.withCheckpoints(straight, 2), Integer.MAX_VALUE);
    Path killed = Files.createDirectory(folder.resolve("killed"));
    TrainingSettings resumed = settings.withCheckpoints(killed, 2);
    assertThatThrownBy(() -> train(resumed, killedAt)).hasMessage("killed");
    train(resumed, Integer.MAX_VALUE);
    assertThat(withoutTimes(killed)).isEqualTo(withoutTimes(straight));
  }

  private static void train(TrainingSettings settings, int killedAt) {
    Path folder = Objects.requireNonNull(settings.folder());
    try (SmallTraining small = new SmallTraining("cpu-simd");
        MetricsLog log = new MetricsLog(folder.resolve(MetricsLog.NAME))) {
      TrainingListener killer =
          new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
              if (report.step() == killedAt) {
                throw new IllegalStateException("killed");
              }
            }
          };
      small.trainer(settings).validating(small::measure).heardBy(log).heardBy(killer).resume();
    }
  }

  private static List<String> withoutTimes(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve(MetricsLog.NAME)).stream()
        .map(line -> line.replaceAll("\"(time|seconds)\":[^,}]*", ""))
        .toList();
  }

  @Test
  void aHistoryIsWhatWasToldToTheLog() throws IOException {
    Files.write(file, whole());
    Files.writeString(file, "{\"event\":\"st", StandardOpenOption.APPEND);
    TrainingHistory history = TrainingHistory.read(file);
    assertThat(history.begun()).isEqualTo(TIME);
    assertThat(history.plan()).isEqualTo(PLAN);
    assertThat(history.steps()).containsExactly(step(1), step(2), step(3), step(4));
    assertThat(history.validations())
        .containsExactly(
            new TrainingHistory.Validated(2, accuracy(0.5), true),
            new TrainingHistory.Validated(4, accuracy(0.5), false));
    assertThat(history.checkpoints()).hasSize(2);
    assertThat(history.result()).isEqualTo(result(Ending.COMPLETE, 4));
    assertThat(history.secondsOfSteps()).isEqualTo(1);
  }
}
