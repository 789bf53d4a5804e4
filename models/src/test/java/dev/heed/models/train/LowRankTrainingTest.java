package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.load.AdapterTargets;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.CrossEntropyLoss;
import dev.heed.models.nn.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of low rank as a trainer learns them: with a dropout, and a scale, of their own. */
class LowRankTrainingTest {
  private static final int[] TOKENS = {5, 17, 3, 44, 9};

  /** No dropout but that of the changes. */
  private static final TrainingSettings SETTINGS =
      TrainingSettings.adamW(1e-2, 3)
          .withGroups(parameter ->
              parameter.kind() == Parameter.Kind.ADAPTER
                  ? new ParameterGroup(1, 0)
                  : ParameterGroup.FROZEN);

  private static final List<String> MODULES = List.of("q_proj", "down_proj");

  @TempDir Path folder;

  private static <R> R with(
      double alpha, float dropout, TrainingSettings settings, Function<Trainer<int[]>, R> work) {
    Path golden = SharedData.path("data/goldens/llama");
    Adapters adapters = new Adapters(4, alpha, dropout, new AdapterTargets(MODULES), 2);
    try (Backend backend = InstalledBackends.openAny();
        ModelSource source = ModelSource.open(golden);
        LearnedDecoder model =
            LearnedModels.decoder(
                DecoderPlan.of(source),
                source.checkpoint(),
                backend,
                InitialValues.NONE,
                adapters,
                64)) {
      Objective<int[]> objective =
          Objective.of(
              "cross-entropy",
              (pass, tokens, targets) ->
                  CrossEntropyLoss.PLAIN.of(pass, model.logits(pass, tokens), targets));
      TrainingBatch<int[]> batch =
          new TrainingBatch<>(TokenBatch.of(TOKENS), new int[] {17, 3, 44, 9, 2}, new int[] {0});
      return work.apply(
          new Trainer<>(backend, model, objective, epoch -> List.of(batch), settings));
    }
  }

  private static List<Double> losses(float dropout, TrainingSettings settings) {
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            losses.add(report.loss());
          }
        };
    with(8, dropout, settings, trainer -> trainer.heardBy(listener).train());
    return losses;
  }

  @Test
  void theirDropoutNeedsNoOther() {
    List<Double> dropped = losses(0.4f, SETTINGS);
    assertThat(dropped).hasSize(3).isNotEqualTo(losses(0, SETTINGS));
    assertThat(losses(0.4f, SETTINGS)).isEqualTo(dropped);
    assertThat(losses(0.4f, SETTINGS.withSeed(3))).isNotEqualTo(dropped);
  }

  @Test
  void whatIsDroppedIsInTheMemoryThatIsStated() {
    long without = with(8, 0, SETTINGS, trainer -> trainer.plan().memory().activations());
    long dropping = with(8, 0.4f, SETTINGS, trainer -> trainer.plan().memory().activations());
    assertThat(dropping).isGreaterThan(without);
  }

  @Test
  void aCheckpointOfOtherChangesIsRefused() {
    TrainingSettings saved = SETTINGS.withCheckpoints(folder, 0);
    with(8, 0.1f, saved, Trainer::train);
    assertThatThrownBy(() -> with(500, 0.1f, saved, Trainer::resume))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(
            "changes of low rank was scale 2.0, dropout 0.1 and is scale 125.0, dropout 0.1");
    assertThatThrownBy(() -> with(8, 0.9f, saved, Trainer::resume))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("and is scale 2.0, dropout 0.9");
  }
}
