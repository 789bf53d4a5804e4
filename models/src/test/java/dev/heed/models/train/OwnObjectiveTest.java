package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.loss.CosineSimilarityLoss;
import dev.heed.models.loss.DistillationLoss;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The objectives that the pages of losses show. */
class OwnObjectiveTest {
  private static final TrainingSettings SETTINGS = TrainingSettings.adamW(5e-3, 30);

  private record Lesson(float[] teacher, int[] labels) {}

  @Test
  void aStudentBecomesAsSureAsItsTeacher() {
    try (SmallTraining small = new SmallTraining("cpu-reference")) {
      DistillationLoss loss = new DistillationLoss(2, 0.5f);
      Objective<Lesson> objective =
          Objective.of(
              loss.toString(),
              (pass, tokens, lesson) ->
                  loss.of(
                      pass, small.model().logits(pass, tokens), lesson.teacher(), lesson.labels()));
      List<TrainingBatch<Lesson>> lessons =
          small.texts().stream()
              .map(text ->
                  new TrainingBatch<>(
                      text.tokens(),
                      new Lesson(teacher(small, text.targets()[0]), text.targets()),
                      text.examples()))
              .toList();
      List<Double> losses = losses(small, objective, lessons);
      assertThat(losses.getLast()).isLessThan(losses.getFirst() / 2);
    }
  }

  /** Of each label but the right one it is as unsure. */
  private static float[] teacher(SmallTraining small, int label) {
    float[] logits;
    try (ForwardRunner runner = new ForwardRunner(small.backend())) {
      TokenBatch tokens = small.texts().getFirst().tokens();
      logits = runner.read(small.model().logits(runner.look(tokens.spans()), tokens));
    }
    Arrays.fill(logits, 0);
    logits[label] = 6;
    return logits;
  }

  @Test
  void textsOfAPairBecomeAsAlikeAsTheirLabelSays() {
    try (SmallTraining small = new SmallTraining("cpu-reference")) {
      CosineSimilarityLoss loss = new CosineSimilarityLoss();
      Objective<float[]> objective =
          Objective.of(
              "cosine similarity",
              (pass, tokens, labels) -> {
                Tensor vectors = small.model().pooled(pass, tokens, Pooling.MEAN);
                int pairs = labels.length;
                return loss.of(
                    pass, vectors.slice(0, 0, pairs), vectors.slice(0, pairs, 2 * pairs), labels);
              });
      int[] first = small.texts().getFirst().tokens().ids();
      int[] second = small.texts().getLast().tokens().ids();
      TokenBatch tokens = TokenBatch.of(List.of(first, first, first, second));
      List<Double> losses =
          losses(
              small,
              objective,
              List.of(new TrainingBatch<>(tokens, new float[] {1, 0}, new int[] {0, 1})));
      assertThat(losses.getLast()).isLessThan(losses.getFirst() / 2);
    }
  }

  /** Of each epoch's last step. */
  private static <T> List<Double> losses(
      SmallTraining small, Objective<T> objective, List<TrainingBatch<T>> batches) {
    double[] losses = new double[SETTINGS.epochs() * batches.size()];
    new Trainer<>(small.backend(), small.model(), objective, _ -> batches, SETTINGS)
        .heardBy(
            new TrainingListener() {
              @Override
              public void stepped(StepReport report) {
                losses[Math.toIntExact(report.step()) - 1] = report.loss();
              }
            })
        .train();
    return IntStream.range(0, SETTINGS.epochs())
        .mapToObj(e -> losses[(e + 1) * batches.size() - 1])
        .toList();
  }
}
