package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyModel;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.ModelException;
import dev.heed.models.train.ParameterGroup;
import dev.heed.models.train.Schedule;
import dev.heed.models.train.Sgd;
import dev.heed.models.train.TrainingSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptimizationTest {
  @TempDir Path folder;

  /** In whole numbers, which round nowhere. */
  @Test
  void theRateRisesOverATenthOrATwentiethOfTheSteps() {
    for (long steps = 1; steps <= 100_000; steps++) {
      assertThat(Optimization.USUAL.schedule(1e-3, steps))
          .isEqualTo(
              Schedule.of(
                  Schedule.Kind.LINEAR, 1e-3, Math.min(Math.ceilDiv(steps, 10), steps - 1), steps));
      assertThat(LanguageSettings.SMALL.optimization().schedule(1e-3, steps))
          .isEqualTo(
              new Schedule(
                  Schedule.Kind.COSINE,
                  1e-3,
                  Math.min(Math.ceilDiv(steps, 20), steps - 1),
                  steps,
                  0.1,
                  1,
                  1,
                  0));
    }
  }

  @ParameterizedTest
  @EnumSource(Schedule.Kind.class)
  void everyCurveGoesToItsEnd(Schedule.Kind kind) {
    Schedule schedule = Optimization.USUAL.withSchedule(kind, 0.1, 0).schedule(1, 1000);
    assertThat(schedule.rate(100)).isGreaterThan(0.9);
    double last = schedule.rate(999);
    switch (kind) {
      case CONSTANT -> assertThat(last).isEqualTo(1);
      case INVERSE_SQRT -> assertThat(last).isBetween(0.3, 0.32);
      case LINEAR, COSINE, COSINE_RESTARTS, POLYNOMIAL, STABLE, ONE_CYCLE ->
          assertThat(last).isBetween(0.0, 0.002);
    }
  }

  @Test
  void embeddingsAndTheLowestLayersStay() {
    Path base = TinyModel.encoder().write(folder.resolve("base"));
    try (ModelSource source = ModelSource.open(base.toString());
        Backend backend = InstalledBackends.openAny();
        LearnedEncoder model =
            LearnedModels.encoder(
                EncoderPlan.of(source, HeadChoice.NONE),
                source.checkpoint(),
                backend,
                InitialValues.NONE,
                null)) {
      for (int frozen = 0; frozen <= 2; frozen++) {
        Optimization optimization = Optimization.USUAL.withFrozen(frozen).withLayerDecay(0.5);
        for (Parameter parameter : model.parameters()) {
          String name = parameter.name();
          boolean stays =
              (frozen > 0 && name.startsWith("embeddings."))
                  || (frozen > 0 && name.startsWith("encoder.layer.0."))
                  || (frozen > 1 && name.startsWith("encoder.layer.1."));
          ParameterGroup group = optimization.group(parameter, TinyModel.LAYERS);
          assertThat(group.isFrozen()).as(name).isEqualTo(stays);
          if (!stays && name.endsWith("query.weight")) {
            assertThat(group)
                .isEqualTo(new ParameterGroup(name.contains(".layer.0.") ? 0.25 : 0.5, 0.01));
          }
        }
      }
    }
  }

  @Test
  void moreLayersThanThereAreCannotStay() {
    Course course = Course.DEFAULT.withOptimization(Optimization.USUAL.withFrozen(7));
    assertThatThrownBy(() -> course.training(100, 1e-3, 6, _ -> true))
        .isInstanceOf(ModelException.class)
        .hasMessage("7 layers are to stay as they are; the model has 6");
  }

  @Test
  void whatACourseSaysTheTrainerTakes() {
    Optimization own =
        Optimization.USUAL
            .withOptimizer(Sgd.PLAIN)
            .withMaxNorm(0)
            .withWeightDecay(0)
            .withSchedule(Schedule.Kind.CONSTANT, 0, 0);
    TrainingSettings settings =
        Course.DEFAULT.withOptimization(own).training(100, 1e-3, 6, _ -> true);
    assertThat(settings.optimizer()).isEqualTo(Sgd.PLAIN);
    assertThat(settings.maxNorm()).isZero();
    assertThat(settings.schedule().apply(50).rate(0)).isEqualTo(1e-3);
    assertThat(own.differences(Optimization.USUAL))
        .containsAllEntriesOf(
            Map.of("weight decay", "0.0", "norm of gradients", "any", "schedule", "constant"))
        .containsKeys("optimizer", "warm-up")
        .doesNotContainKeys("frozen", "layer decay");
  }

  @Test
  void valuesThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimization.USUAL.withSchedule(Schedule.Kind.LINEAR, 1.1, 0))
        .withMessage("tuning: warmUp must be from 0 to 1, was 1.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimization.USUAL.withWeightDecay(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Optimization.USUAL.withFrozen(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> Optimization.USUAL.withMaxNorm(-1));
  }
}
