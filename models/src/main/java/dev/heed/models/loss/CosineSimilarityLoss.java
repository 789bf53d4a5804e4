package dev.heed.models.loss;

import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;

/**
 * (cos(a, b) − label)² of pairs of embeddings: two of [pairs, width] → [pairs], every one of which
 * counts 1. The cosine similarity loss of sentence-transformers (Reimers and Gurevych, 2019).
 *
 * <p>It is for an objective of one's own, over batches that have all first texts and then all
 * second ones:
 *
 * {@snippet :
 * CosineSimilarityLoss loss = new CosineSimilarityLoss();
 * Objective<float[]> objective =
 *     Objective.of(
 *         "cosine similarity",
 *         (pass, tokens, labels) -> {
 *           Tensor vectors = model.pooled(pass, tokens, Pooling.MEAN);
 *           int pairs = labels.length;
 *           return loss.of(
 *               pass, vectors.slice(0, 0, pairs), vectors.slice(0, pairs, 2 * pairs), labels);
 *         });
 * new Trainer<>(backend, model, objective, batches, TrainingSettings.adamW(5e-5, 3)).train();
 * }
 */
public record CosineSimilarityLoss() {
  private static final String NAME = "cosine similarity";

  /** Least norm that is divided by, as PyTorch has it. */
  private static final float LEAST_NORM = 1e-8f;

  /**
   * One loss for each pair.
   *
   * @param first F32 [pairs, width]
   * @param second F32 [pairs, width]
   * @param labels [pairs]: how alike the two are, from −1 to 1
   * @throws IllegalArgumentException if a label lies outside, or a count does not fit; nothing ran
   */
  public Losses of(Pass pass, Tensor first, Tensor second, float[] labels) {
    LossInputs.matrix(NAME, "first", first);
    LossInputs.matrix(NAME, "second", second);
    if (!first.layout().sameShape(second.layout())) {
      throw new IllegalArgumentException(
          "%s: pairs need embeddings alike, were %s and %s".formatted(NAME, first, second));
    }
    LossInputs.count(NAME, "labels", labels.length, "embeddings", first, first.size(0));
    for (int i = 0; i < labels.length; i++) {
      if (!(Math.abs(labels[i]) <= 1)) {
        throw new IllegalArgumentException(
            "%s: the label of pair %d is %s; expected −1 to 1".formatted(NAME, i, labels[i]));
      }
    }
    Tensor cosines = cosines(pass, first, second);
    return Losses.each(
        MeanSquaredErrorLoss.squares(pass, cosines.reshape(labels.length, 1), labels));
  }

  private static Tensor cosines(Pass pass, Tensor first, Tensor second) {
    Tensor products = pass.take(first.layout().shape());
    pass.run(new Multiply(unit(pass, first), unit(pass, second), products));
    return RowSums.of(pass, products);
  }

  private static Tensor unit(Pass pass, Tensor embeddings) {
    Tensor unit = pass.take(embeddings.layout().shape());
    pass.run(new NormalizeRows(embeddings, LEAST_NORM, unit));
    return unit;
  }
}
