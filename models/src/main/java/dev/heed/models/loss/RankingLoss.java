package dev.heed.models.loss;

import dev.heed.engine.op.Combine;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;
import java.util.stream.IntStream;

/**
 * Multiple-negatives ranking (Henderson et al., 2017): how unlikely an anchor's own candidate is
 * among all candidates of the batch, by their cosines: anchors [n, width] and candidates [at least
 * n, width] → [n], every one of which counts 1.
 *
 * <p>Candidate i is the right one of anchor i; those from n on are hard negatives, for all. No
 * candidate may be right for two anchors of a batch: whoever makes the batches sees to that. Takes
 * memory for n · candidates scores, twice if symmetric.
 *
 * @param scale what cosines are multiplied by: the inverse of a temperature
 * @param symmetric the mean of this and of how unlikely an anchor is among all anchors, given its
 *     candidate
 */
public record RankingLoss(float scale, boolean symmetric) {
  private static final String NAME = "ranking";
  private static final float LEAST_NORM = 1e-12f;

  /** As sentence-transformers has it. */
  public static final RankingLoss USUAL = new RankingLoss(20, false);

  public RankingLoss {
    LossInputs.positive(NAME, "scale", scale);
  }

  /**
   * One loss for each anchor.
   *
   * @param anchors F32 [n, width]
   * @param candidates F32 [at least n, width]
   * @throws IllegalArgumentException if the two do not fit; nothing ran
   */
  public Losses of(Pass pass, Tensor anchors, Tensor candidates) {
    LossInputs.matrix(NAME, "anchors", anchors);
    LossInputs.matrix(NAME, "candidates", candidates);
    int count = anchors.size(0);
    if (candidates.size(0) < count || candidates.size(1) != anchors.size(1)) {
      throw new IllegalArgumentException(
          "%s: candidates %s for anchors %s; expected as wide, and at least one each"
              .formatted(NAME, candidates, anchors));
    }
    Tensor from = unit(pass, anchors);
    Tensor to = unit(pass, candidates);
    Tensor targets = pass.indices(IntStream.range(0, count).toArray());
    Tensor losses = among(pass, from, to, targets);
    if (symmetric) {
      Tensor back = among(pass, to.slice(0, 0, count), from, targets);
      pass.run(new Combine(0.5f, losses, 0.5f, back, losses));
    }
    return Losses.each(losses);
  }

  private Tensor among(Pass pass, Tensor from, Tensor to, Tensor targets) {
    Tensor scores = pass.take(from.size(0), to.size(0));
    pass.run(MatMul.transposedB(scale, from, to, scores));
    Tensor losses = pass.take(from.size(0));
    pass.run(new CrossEntropy(scores, targets, 0, null, losses, null));
    return losses;
  }

  private static Tensor unit(Pass pass, Tensor embeddings) {
    Tensor unit = pass.take(embeddings.layout().shape());
    pass.run(new NormalizeRows(embeddings, LEAST_NORM, unit));
    return unit;
  }
}
