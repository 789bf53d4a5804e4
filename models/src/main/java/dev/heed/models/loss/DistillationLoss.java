package dev.heed.models.loss;

import dev.heed.engine.op.Combine;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;
import org.jspecify.annotations.Nullable;

/**
 * What a student still has to learn of a teacher (Hinton et al., 2015): logits of both [rows,
 * classes] → [rows]. With p and q the softmax of the student's and of the teacher's logits over t:
 *
 * <pre>
 *   loss = share · t² · Σ q[c] · (ln q[c] − ln p[c]) + (1 − share) · cross-entropy of the target
 * </pre>
 *
 * <p>It is for an objective of one's own, with what the teacher says about each text beside its
 * label:
 *
 * {@snippet :
 * record Lesson(float[] teacher, int[] labels) {}
 * DistillationLoss loss = new DistillationLoss(2, 0.5f);
 * Objective<Lesson> objective =
 *     Objective.of(
 *         loss.toString(),
 *         (pass, tokens, lesson) ->
 *             loss.of(pass, student.logits(pass, tokens), lesson.teacher(), lesson.labels()));
 * new Trainer<>(backend, student, objective, batches, TrainingSettings.adamW(5e-5, 3)).train();
 * }
 *
 * @param temperature t
 * @param share of the teacher, from 0 to 1; 1 without targets
 */
public record DistillationLoss(float temperature, float share) {
  private static final String NAME = "distillation";

  public DistillationLoss {
    LossInputs.positive(NAME, "temperature", temperature);
    LossInputs.share(NAME, "share", share);
  }

  /**
   * One loss for each row.
   *
   * @param student F32 [rows, classes]
   * @param teacher [rows · classes]: its logits
   * @param targets [rows], {@link CrossEntropy#IGNORED} where a row does not count, for neither
   *     part; null where there are none
   * @throws IllegalArgumentException if a count or a target does not fit; nothing ran
   */
  public Losses of(Pass pass, Tensor student, float[] teacher, int @Nullable [] targets) {
    LossInputs.matrix(NAME, "student", student);
    LossInputs.count(
        NAME, "logits of the teacher", teacher.length, "student", student, student.elements());
    if (targets == null && share != 1) {
      throw new IllegalArgumentException(
          "%s: without targets the teacher's share must be 1, was %s".formatted(NAME, share));
    }
    int rows = student.size(0);
    int classes = student.size(1);
    if (targets != null) {
      LossInputs.count(NAME, "targets", targets.length, "student", student, rows);
    }
    float[] weights = new float[rows];
    float[] shares = new float[teacher.length];
    float[] certainties = new float[rows];
    for (int i = 0; i < rows; i++) {
      boolean counts = targets == null || targets[i] != CrossEntropy.IGNORED;
      if (counts && targets != null) {
        LossInputs.target(NAME, i, targets[i], classes);
      }
      weights[i] = counts ? 1 : 0;
      certainties[i] = counts ? soften(teacher, i, classes, shares) : 0;
    }
    Tensor values = taught(pass, student, shares, certainties);
    if (share < 1 && targets != null) {
      Tensor hard = pass.take(rows);
      pass.run(new CrossEntropy(student, pass.indices(targets), 0, null, hard, null));
      pass.run(new Combine(1, values, 1 - share, hard, values));
    }
    return new Losses(values, weights);
  }

  /** share · t² · (Σ q ln q − Σ q ln p). */
  private Tensor taught(Pass pass, Tensor student, float[] shares, float[] certainties) {
    Tensor warm = student;
    if (temperature != 1) {
      warm = pass.take(student.layout().shape());
      pass.run(Combine.scaled(1 / temperature, student, warm));
    }
    Tensor values = SoftTargetLoss.values(pass, warm, shares);
    Tensor known = pass.values(certainties, certainties.length);
    float factor = share * temperature * temperature;
    pass.run(new Combine(factor, values, factor, known, values));
    return values;
  }

  /** Writes q of one row and gives Σ q ln q. */
  private float soften(float[] teacher, int row, int classes, float[] shares) {
    int at = row * classes;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      greatest = Math.max(greatest, teacher[at + c]);
    }
    if (!Double.isFinite(greatest)) {
      throw new IllegalArgumentException(
          "%s: the teacher's logits of row %d have no softmax, the greatest is %s"
              .formatted(NAME, row, greatest));
    }
    double sum = 0;
    double mean = 0;
    for (int c = 0; c < classes; c++) {
      double below = (teacher[at + c] - greatest) / temperature;
      double part = StrictMath.exp(below);
      sum += part;
      mean += part == 0 ? 0 : part * below;
    }
    for (int c = 0; c < classes; c++) {
      shares[at + c] = (float) (StrictMath.exp((teacher[at + c] - greatest) / temperature) / sum);
    }
    return (float) (mean / sum - StrictMath.log(sum));
  }
}
