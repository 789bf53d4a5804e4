package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SmallDisk;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.train.TrainingResult.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  private static final TrainingSettings SETTINGS = TrainingSettings.adamW(1e-3, 4);

  @TempDir Path folder;

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aModelLearns(String backend) {
    try (SmallTraining small = new SmallTraining(backend)) {
      List<Double> measured = new ArrayList<>();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void validated(long step, Measurement measurement, boolean best) {
              measured.add(measurement.value());
            }
          };
      TrainingResult result =
          small.trainer(SETTINGS).validating(small::measure).heardBy(listener).train();
      assertThat(result.ending()).isEqualTo(Ending.COMPLETE);
      assertThat(result.steps()).isEqualTo(4L * small.batches());
      assertThat(measured).hasSize(4);
      assertThat(measured.getLast()).isLessThan(0.7 * measured.getFirst());
    }
  }

  /** Everything that a step depends on: dropout, an average, batches that add up. */
  private static TrainingSettings manifold(TrainingSettings settings) {
    return settings
        .withDropout(0.1f, 0.1f)
        .withAverage(0.9)
        .withAccumulation(3)
        .withSeed(7)
        .withValidation(2, 0);
  }

  private static Map<String, float[]> trained(
      String backend, UnaryOperator<Trainer<int[]>> with, TrainingSettings settings, int runs) {
    Map<String, float[]> parameters = Map.of();
    for (int run = 0; run < runs; run++) {
      try (SmallTraining small = new SmallTraining(backend)) {
        with.apply(small.trainer(settings).validating(small::measure)).resume();
        parameters = small.parameters();
      }
    }
    return parameters;
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aTrainingThatWasStoppedEndsAsOneThatWasNot(String backend) {
    TrainingSettings settings = manifold(SETTINGS);
    Map<String, float[]> straight = trained(backend, trainer -> trainer, settings, 1);
    int[] runs = {0};
    Map<String, float[]> stopped =
        trained(
            backend,
            trainer -> {
              CountedSteps counted = new CountedSteps();
              int most = 1 + runs[0]++ % 3;
              return trainer.heardBy(counted).stoppedBy(() -> counted.made() >= most);
            },
            settings.withCheckpoints(folder, 100),
            8);
    assertEqual(stopped, straight);
  }

  @Test
  void aValidationThatWasStoppedIsMadeWhenTheTrainingGoesOn() {
    TrainingSettings settings = manifold(SETTINGS).withCheckpoints(folder, 100);
    Map<String, float[]> straight = trained("cpu-simd", trainer -> trainer, manifold(SETTINGS), 1);
    List<Long> measured = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void validated(long step, Measurement measurement, boolean best) {
            measured.add(step);
          }
        };
    for (int run = 0; run < 2; run++) {
      boolean stops = run == 0;
      try (SmallTraining small = new SmallTraining("cpu-simd")) {
        int[] passes = {0};
        TrainingResult result =
            small
                .trainer(settings)
                .validating(forward ->
                    small.measure(new StoppableForward(forward, () -> ++passes[0] > 6 && stops)))
                .heardBy(listener)
                .resume();
        if (stops) { // in the second pass of the second
          assertThat(result.ending()).isEqualTo(Ending.STOPPED);
          assertThat(result.steps()).isEqualTo(4);
          assertThat(measured).containsExactly(2L);
        } else {
          assertThat(result.ending()).isEqualTo(Ending.COMPLETE);
          assertThat(measured).containsExactly(2L, 4L, 6L, 8L);
          assertEqual(small.parameters(), straight);
        }
      }
    }
  }

  /** It is the best: what is saved next must have it. */
  @Test
  void whatAValidationFindsThatWasStoppedIsSavedLater() {
    TrainingSettings settings =
        SETTINGS.withSteps(8).withValidation(2, 0).withCheckpoints(folder, 100);
    double[] values = {5, 1, 3, 4};
    List<Map<String, float[]>> seen = new ArrayList<>();
    for (int most : new int[] {4, 1, 8}) { // behind 4 steps, 1 more, and none
      try (SmallTraining small = new SmallTraining("cpu-simd")) {
        CountedSteps counted = new CountedSteps();
        TrainingResult result =
            small
                .trainer(settings)
                .validating(forward -> {
                  small.measure(forward);
                  seen.add(small.parameters());
                  return new Measurement("made up", values[(seen.size() - 1) % 4], false, Map.of());
                })
                .heardBy(counted)
                .stoppedBy(() -> counted.made() >= most)
                .resume();
        if (most == 8) {
          assertThat(result.ending()).isEqualTo(Ending.COMPLETE);
          assertThat(result.bestStep()).isEqualTo(4);
          assertEqual(small.parameters(), seen.get(1));
        } else {
          assertThat(result.ending()).isEqualTo(Ending.STOPPED);
        }
      }
    }
  }

  @Test
  void aTrainingThatIsStoppedBehindItsLastStepIsComplete() {
    TrainingSettings settings = manifold(SETTINGS).withCheckpoints(folder, 100);
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      TrainingResult result = small.trainer(settings.withSteps(1)).stoppedBy(() -> true).train();
      assertThat(result.ending()).isEqualTo(Ending.STOPPED);
    }
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      TrainingResult result = small.trainer(settings.withSteps(1)).resume();
      assertThat(result.ending()).isEqualTo(Ending.COMPLETE);
      assertThat(result.steps()).isEqualTo(1);
    }
  }

  /** As if the process had been killed: nothing is written at that moment. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void aTrainingThatWasKilledEndsAsOneThatWasNot(int step) {
    TrainingSettings settings = manifold(SETTINGS);
    Map<String, float[]> straight = trained("cpu-simd", trainer -> trainer, settings, 1);
    TrainingListener killer =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            if (report.step() == step) {
              throw new IllegalStateException("killed");
            }
          }
        };
    TrainingSettings saved = settings.withCheckpoints(folder, 2);
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      Trainer<int[]> trainer = small.trainer(saved).validating(small::measure).heardBy(killer);
      assertThatThrownBy(trainer::train).hasMessage("killed");
    }
    assertEqual(trained("cpu-simd", trainer -> trainer, saved, 1), straight);
  }

  /** Something else fills the disk; when there is room again, nothing is lost. */
  @Test
  void aFullDiskLeavesTheFormerCheckpoint() {
    TrainingSettings settings = manifold(SETTINGS);
    Map<String, float[]> straight = trained("cpu-simd", trainer -> trainer, settings, 1);
    try (SmallDisk disk = new SmallDisk(4 << 20);
        SmallTraining small = new SmallTraining("cpu-simd")) {
      Path full = disk.folder().resolve("training");
      Map<String, byte[]> former = new TreeMap<>();
      TrainingListener filler =
          new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
              if (report.step() == 3) {
                former.putAll(SmallDisk.content(full));
                disk.fill();
              }
            }
          };
      Trainer<int[]> trainer =
          small
              .trainer(settings.withCheckpoints(full, 2))
              .validating(small::measure)
              .heardBy(filler);
      assertThatThrownBy(trainer::train)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("/work/training/best.safetensors")
          .hasMessageContaining("out of disk space");
      assertThat(former).containsKey("last.safetensors");
      assertThat(SmallDisk.content(full)).usingRecursiveComparison().isEqualTo(former);
      SmallDisk.copy(full, folder);
    }
    assertEqual(
        trained("cpu-simd", trainer -> trainer, settings.withCheckpoints(folder, 2), 1), straight);
  }

  @Test
  void aTrainingThatIsCompleteIsDoneWithNoStep() {
    TrainingSettings settings = manifold(SETTINGS).withCheckpoints(folder, 0);
    Map<String, float[]> first = trained("cpu-simd", trainer -> trainer, settings, 1);
    TrainingListener none =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            throw new AssertionError("a step was made: " + report);
          }
        };
    assertEqual(trained("cpu-simd", trainer -> trainer.heardBy(none), settings, 1), first);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void whatIsComputedAgainIsComputedAlike(String backend) {
    TrainingSettings settings = manifold(SETTINGS).withSteps(4);
    assertEqual(
        trained(backend, trainer -> trainer, settings.recomputing(true), 1),
        trained(backend, trainer -> trainer, settings, 1));
  }

  @Test
  void whatIsComputedAgainTakesLessMemory() {
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      TrainingMemory all = small.trainer(SETTINGS).plan().memory();
      TrainingMemory less = small.trainer(SETTINGS.recomputing(true)).plan().memory();
      assertThat(less.activations()).isLessThan(all.activations() / 2);
      assertThat(less.total()).isLessThan(all.total());
    }
  }

  private static void assertEqual(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
  }

  @Test
  void aRateThatIsTooHighStopsWithTheStepTheExamplesAndAParameter() {
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      TrainingSettings wild =
          SETTINGS
              .withOptimizer(new Sgd(0, 0, false))
              .withSchedule(steps -> Schedule.constant(1e30, 0))
              .withMaxNorm(0);
      Map<String, float[]> before = small.parameters();
      assertThatThrownBy(small.trainer(wild)::train)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("step 2 of 16")
          .hasMessageContaining("example 2")
          .hasMessageContaining("the gradient of 'bert.embeddings.word_embeddings.weight'")
          .hasMessageContaining("rate was 1.00e+30")
          .hasMessageContaining("there is no checkpoint");
      assertThat(small.parameters()).isNotEqualTo(before);
    }
  }

  private static TrainingSettings wild() {
    return SETTINGS
        .withOptimizer(new Sgd(0, 0, false))
        .withSchedule(steps -> Schedule.constant(1e30, 0))
        .withMaxNorm(0);
  }

  /** Every number of it is finite, but nothing that it gives. */
  @Test
  void aModelThatAStepRuinedIsRefusedByValidationAndNotSaved() {
    TrainingSettings settings = wild().withValidation(1, 0).withCheckpoints(folder, 0);
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      assertThatThrownBy(small.trainer(settings).validating(small::measure)::train)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("step 1 of 16 (epoch 1)")
          .hasMessageContaining("what the model gives for validation data is not finite")
          .hasMessageContaining("rate was 1.00e+30")
          .hasMessageContaining("try a lower rate");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aModelThatTheLastStepRuinedIsRefusedWithoutValidation() {
    TrainingSettings settings = wild().withSteps(1).withCheckpoints(folder, 0);
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      assertThatThrownBy(small.trainer(settings)::train)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("step 1 of 1 (epoch 1)")
          .hasMessageContaining("the loss of example 1 is")
          .hasMessageContaining("try a lower rate");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aParameterThatIsNotFiniteIsNamed(boolean validated) {
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      TrainingListener ruin =
          new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
              if (report.step() == 4) {
                small.set("classifier.bias", Float.POSITIVE_INFINITY);
              }
            }
          };
      Trainer<int[]> trainer =
          small.trainer(SETTINGS.withCheckpoints(folder.resolve("one"), 0)).heardBy(ruin);
      if (validated) {
        trainer.validating(small::measure);
      }
      assertThatThrownBy(trainer::train)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("step 4 of 16 (epoch 1)")
          .hasMessageContaining("the parameter 'classifier.bias' is not finite")
          .hasMessageContaining("There is no checkpoint");
    }
  }

  @Test
  void atARateOf0NothingIsLearnedAndTheTrainerSaysSo() {
    TrainingSettings still =
        SETTINGS
            .withSteps(1)
            .withSchedule(steps -> Schedule.of(Schedule.Kind.LINEAR, 1e-3, 1, steps));
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      assertThatThrownBy(small.trainer(still)::train)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("the learning rate is 0 at each of 1 steps")
          .hasMessageContaining("a shorter warm-up");
    }
  }

  /** An accuracy that stays where it is, over losses that fall and rise again. */
  @Test
  void ofEqualValidationsTheOneWithTheLowerLossIsKept() {
    double[] losses = {0.9, 0.7, 0.5, 0.3, 0.4, 0.5, 0.6, 0.7};
    TrainingSettings settings =
        SETTINGS.withValidation(2, 3).withCheckpoints(folder, 2).withSteps(16);
    List<Map<String, float[]>> seen = new ArrayList<>();
    for (int run = 0; run < 2; run++) { // stopped in between: what was best is known to the next
      try (SmallTraining small = new SmallTraining("cpu-simd")) {
        CountedSteps counted = new CountedSteps();
        TrainingResult result =
            small
                .trainer(settings)
                .validating(forward -> {
                  seen.add(small.parameters());
                  double loss = losses[seen.size() - 1];
                  return new Measurement(
                      "accuracy", 1, true, Map.of("accuracy", 1.0, "loss", loss));
                })
                .heardBy(counted)
                .stoppedBy(() -> seen.size() == 5 && counted.made() == 10)
                .resume();
        if (run == 0) {
          assertThat(result.ending()).isEqualTo(Ending.STOPPED);
        } else {
          assertThat(result.ending()).isEqualTo(Ending.EARLY);
          assertThat(result.bestStep()).isEqualTo(8);
          assertThat(result.steps()).isEqualTo(14);
          assertEqual(small.parameters(), seen.get(3));
        }
      }
    }
  }

  @Test
  void itEndsWhenValidationGetsNoBetterAndKeepsTheBest() {
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      int[] count = {0};
      List<Map<String, float[]>> seen = new ArrayList<>();
      double[] values = {5, 3, 4, 3, 9};
      TrainingResult result =
          small
              .trainer(SETTINGS.withValidation(2, 3))
              .validating(forward -> {
                seen.add(small.parameters());
                return new Measurement("made up", values[count[0]++], false, Map.of());
              })
              .train();
      assertThat(result.ending()).isEqualTo(Ending.EARLY);
      assertThat(result.steps()).isEqualTo(10);
      assertThat(result.bestStep()).isEqualTo(4);
      assertEqual(small.parameters(), seen.get(1));
    }
  }

  @Test
  void aCheckpointOfOtherSettingsIsRefused() {
    TrainingSettings settings = SETTINGS.withCheckpoints(folder, 0);
    trained("cpu-simd", trainer -> trainer, settings, 1);
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      assertThatThrownBy(small.trainer(settings)::train)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("has the checkpoint of a training already");
      assertThatThrownBy(small.trainer(settings.withSeed(9))::resume)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("seed was 0 and is 9");
      TrainingSettings part =
          settings.withGroups(parameter ->
              parameter.name().contains("embeddings")
                  ? ParameterGroup.FROZEN
                  : new ParameterGroup(1, 0));
      assertThatThrownBy(small.trainer(part)::resume)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("learned parameters was");
      assertThatThrownBy(small.trainer(settings.withOptimizer(new Sgd(0.9, 0, false)))::resume)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("optimizer was Adam");
      assertThatThrownBy(small.trainer("cross-entropy, smoothing 0.1", settings)::resume)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("objective was cross-entropy and is cross-entropy, smoothing 0.1");
    }
  }

  @Test
  void aCheckpointOfOtherLabelsIsRefused() {
    TrainingSettings settings = SETTINGS.withCheckpoints(folder, 0);
    trained("cpu-simd", trainer -> trainer, settings, 1);
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      small.relabel();
      assertThatThrownBy(small.trainer(settings)::resume)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("data was");
    }
  }

  /** Of the same shape, with other weights: such as the same encoder, pretrained some more. */
  @Test
  void aCheckpointOfAnotherBaseIsRefusedAndAComputedStartIsNot() {
    TrainingSettings settings = SETTINGS.withCheckpoints(folder, 0);
    trained("cpu-simd", trainer -> trainer, settings, 1);
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      small.set("classifier.weight", 0.5f);
      assertThatThrownBy(small.trainer(settings)::resume)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("weights at the beginning was");
    }
    Path other = folder.resolve("computed");
    for (float start : new float[] {0.5f, 0.6f}) {
      try (SmallTraining small = new SmallTraining("cpu-simd")) {
        small.set("classifier.weight", start);
        small
            .trainer(settings.withCheckpoints(other, 0))
            .beginningWithComputed(parameter -> parameter.name().equals("classifier.weight"))
            .resume();
      }
    }
  }

  @Test
  void aDamagedCheckpointIsRefused() throws IOException {
    TrainingSettings settings = SETTINGS.withCheckpoints(folder, 0);
    trained("cpu-simd", trainer -> trainer, settings, 1);
    Path last = folder.resolve(Trainer.LAST);
    byte[] bytes = Files.readAllBytes(last);
    Files.write(last, Arrays.copyOf(bytes, bytes.length - 4));
    try (SmallTraining small = new SmallTraining("cpu-simd")) {
      assertThatThrownBy(small.trainer(settings)::resume)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining(Trainer.LAST);
    }
  }

  @Test
  void aLimitThatIsTooLowIsSeenBeforehand() {
    BackendOptions options = BackendOptions.DEFAULT.withMemoryLimit(200_000);
    try (SmallTraining small = new SmallTraining("cpu-simd", options)) {
      assertThatThrownBy(small.trainer(SETTINGS)::train)
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("use smaller batches and accumulate them");
    }
  }
}
