package dev.heed.models.loss;

import dev.heed.engine.op.Fill;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;
import java.util.Arrays;

/**
 * Supervised contrastive loss (Khosla et al., 2020, equation 2): embeddings [n, width] → [n]. With
 * z the embeddings at length 1, P(i) the others of the class of i, and A(i) all others:
 *
 * <pre>
 *   loss(i) = − 1 / |P(i)| · Σ over p in P(i) of ln (e^(z(i) · z(p) / t) / Σ over a in A(i) of e^(z(i) · z(a) / t))
 * </pre>
 *
 * <p>An anchor without another of its class does not count. Takes memory for three matrices [n, n].
 *
 * @param temperature t
 */
public record ContrastiveLoss(float temperature) {
  private static final String NAME = "contrastive";
  private static final float LEAST_NORM = 1e-12f;

  /** The score of an anchor with itself: no part of the sum, and finite, as 0 · ∞ is no number. */
  private static final float NEVER = -1e30f;

  public ContrastiveLoss {
    LossInputs.positive(NAME, "temperature", temperature);
  }

  /**
   * One loss for each anchor.
   *
   * @param embeddings F32 [n, width]
   * @param classes [n]: any numbers, equal for what belongs together
   * @throws IllegalArgumentException if a count does not fit; nothing ran
   */
  public Losses of(Pass pass, Tensor embeddings, int[] classes) {
    LossInputs.matrix(NAME, "embeddings", embeddings);
    int count = classes.length;
    LossInputs.count(NAME, "classes", count, "embeddings", embeddings, embeddings.size(0));
    float[] shares = new float[Math.multiplyExact(count, count)];
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      int anchor = classes[i];
      long positives = Arrays.stream(classes).filter(c -> c == anchor).count() - 1;
      weights[i] = positives == 0 ? 0 : 1;
      for (int a = 0; a < count && positives > 0; a++) {
        shares[i * count + a] = a != i && classes[a] == anchor ? 1f / positives : 0;
      }
    }
    return new Losses(SoftTargetLoss.values(pass, scores(pass, embeddings), shares), weights);
  }

  /** Of each anchor with each, never with itself: what is written there passes no gradient on. */
  private Tensor scores(Pass pass, Tensor embeddings) {
    int count = embeddings.size(0);
    Tensor unit = pass.take(embeddings.layout().shape());
    pass.run(new NormalizeRows(embeddings, LEAST_NORM, unit));
    Tensor scores = pass.take(count, count);
    pass.run(MatMul.transposedB(1 / temperature, unit, unit, scores));
    Layout diagonal =
        Layout.strided(scores.layout().offset(), new int[] {count, 1}, new long[] {count + 1L, 1});
    pass.run(new Fill(scores.view(diagonal), NEVER));
    return scores;
  }
}
