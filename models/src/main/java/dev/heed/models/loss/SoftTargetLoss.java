package dev.heed.models.loss;

import dev.heed.engine.op.Combine;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;

/**
 * Cross-entropy with a share for each class, in nats: logits and shares [rows, classes] → [rows].
 *
 * <pre>
 *   loss = − Σ q[c] · ln p[c] = − ln p[t] + Σ ([c = t] − q[c]) · logit[c]
 * </pre>
 *
 * <p>The second form holds for any class t where the shares q sum up to 1, and is what is computed,
 * with the class of the greatest share: nothing cancels out where one class has it all. A row of
 * zeros does not count.
 */
public record SoftTargetLoss() {
  private static final String NAME = "soft-target cross-entropy";

  /** By how much a row's shares may miss 1: as much as four digits each leave. */
  private static final double LOOSE = 1e-3;

  /**
   * One loss for each row.
   *
   * @param logits F32 [rows, classes]
   * @param shares [rows · classes], at least 0, those of a row with a sum of 1, or all 0
   * @throws IllegalArgumentException if shares are not such, or too few; nothing ran
   */
  public Losses of(Pass pass, Tensor logits, float[] shares) {
    LossInputs.matrix(NAME, "logits", logits);
    LossInputs.count(NAME, "shares", shares.length, "logits", logits, logits.elements());
    int classes = logits.size(1);
    float[] weights = new float[logits.size(0)];
    for (int i = 0; i < weights.length; i++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        LossInputs.weight(NAME, "the share of row " + i + " in class", c, shares[i * classes + c]);
        sum += shares[i * classes + c];
      }
      if (sum != 0 && !(Math.abs(sum - 1) <= LOOSE)) {
        throw new IllegalArgumentException(
            "%s: the shares of row %d have the sum %s; expected 1, or 0 for a row that does not count"
                .formatted(NAME, i, sum));
      }
      weights[i] = sum == 0 ? 0 : 1;
    }
    return new Losses(values(pass, logits, shares), weights);
  }

  /**
   * The losses alone.
   *
   * @param shares checked
   */
  static Tensor values(Pass pass, Tensor logits, float[] shares) {
    int rows = logits.size(0);
    int classes = logits.size(1);
    int[] targets = new int[rows];
    float[] factors = new float[shares.length];
    boolean hard = true;
    for (int i = 0; i < rows; i++) {
      int greatest = greatest(shares, i * classes, classes);
      targets[i] = greatest < 0 ? CrossEntropy.IGNORED : greatest;
      for (int c = 0; c < classes; c++) {
        int at = i * classes + c;
        factors[at] = (c == greatest ? 1 : 0) - shares[at];
        hard &= factors[at] == 0;
      }
    }
    Tensor losses = pass.take(rows);
    pass.run(new CrossEntropy(logits, pass.indices(targets), 0, null, losses, null));
    if (hard) {
      return losses;
    }
    Tensor products = pass.take(rows, classes);
    pass.run(new Multiply(logits, pass.values(factors, rows, classes), products));
    Tensor sums = RowSums.of(pass, products);
    pass.run(Combine.sum(losses, sums, losses));
    return losses;
  }

  /** The class with the greatest share, or −1 where all are 0. */
  private static int greatest(float[] shares, int at, int classes) {
    int greatest = -1;
    for (int c = 0; c < classes; c++) {
      if (shares[at + c] > (greatest < 0 ? 0 : shares[at + greatest])) {
        greatest = c;
      }
    }
    return greatest;
  }
}
