package dev.heed.models.loss;

import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of yes and no for each of several labels, in nats: logits [rows, labels] → [rows ·
 * labels]. With y from 0, no, to 1, yes, and w the weight of a label's yes:
 *
 * <pre>
 *   loss = − w · y · ln sigmoid(x) − (1 − y) · ln sigmoid(−x)
 * </pre>
 *
 * <p>Computed as the cross-entropy of the two logits 0 and x, which neither overflows nor cancels
 * out. Every label of every row counts 1.
 *
 * @param positiveWeights w: [labels], at least 0; null for 1
 */
public record BinaryCrossEntropyLoss(float @Nullable [] positiveWeights) {
  private static final String NAME = "binary cross-entropy";

  /** Yes and no weigh alike. */
  public static final BinaryCrossEntropyLoss PLAIN = new BinaryCrossEntropyLoss(null);

  public BinaryCrossEntropyLoss {
    if (positiveWeights != null) {
      positiveWeights = positiveWeights.clone();
      for (int c = 0; c < positiveWeights.length; c++) {
        LossInputs.weight(NAME, "the weight of label", c, positiveWeights[c]);
      }
    }
  }

  /** With a weight for the yes of each label. */
  public static BinaryCrossEntropyLoss weighed(float... positiveWeights) {
    return new BinaryCrossEntropyLoss(positiveWeights);
  }

  /**
   * One loss for each label of each row.
   *
   * @param logits F32 [rows, labels]
   * @param answers y: [rows · labels]
   * @throws IllegalArgumentException if an answer is not from 0 to 1, or a count does not fit;
   *     nothing ran
   */
  public Losses of(Pass pass, Tensor logits, float[] answers) {
    LossInputs.matrix(NAME, "logits", logits);
    int labels = logits.size(1);
    LossInputs.count(NAME, "answers", answers.length, "logits", logits, logits.elements());
    if (positiveWeights != null) {
      LossInputs.count(NAME, "weights", positiveWeights.length, "logits", logits, labels);
    }
    for (int i = 0; i < answers.length; i++) {
      if (!(answers[i] >= 0 && answers[i] <= 1)) {
        throw new IllegalArgumentException(
            "%s: the answer of row %d for label %d is %s; expected 0 for no to 1 for yes"
                .formatted(NAME, i / labels, i % labels, answers[i]));
      }
    }
    return Losses.each(values(pass, logits, answers));
  }

  /**
   * With the likelier answer t as the target: a · loss(t) + b · x, where a = w · y + 1 − y, and b =
   * 1 − y for yes, −w · y for no; b is 0 for a sure answer.
   */
  private Tensor values(Pass pass, Tensor logits, float[] answers) {
    int count = answers.length;
    int[] targets = new int[count];
    float[] factors = new float[count];
    float[] others = new float[count];
    boolean weighed = false;
    boolean sure = true;
    for (int i = 0; i < count; i++) {
      float yes = (positiveWeights == null ? 1 : positiveWeights[i % logits.size(1)]) * answers[i];
      float no = 1 - answers[i];
      targets[i] = answers[i] > 0.5f ? 1 : 0;
      factors[i] = positiveWeights == null ? 1 : yes + no;
      others[i] = targets[i] == 1 ? no : -yes;
      weighed |= factors[i] != 1;
      sure &= others[i] == 0;
    }
    Tensor losses = pass.take(count);
    Tensor pairs = pairs(pass, logits);
    pass.run(new CrossEntropy(pairs, pass.indices(targets), 0, null, losses, null));
    if (weighed) {
      Tensor products = pass.take(count);
      pass.run(new Multiply(losses, pass.values(factors, count), products));
      losses = products;
    }
    if (!sure) {
      Tensor products = pass.take(count);
      Tensor each = pairs.slice(1, 1, 2);
      pass.run(new Multiply(each, pass.values(others, count, 1), products.reshape(count, 1)));
      pass.run(Combine.sum(losses, products, losses));
    }
    return losses;
  }

  /** [rows, labels] → [rows · labels, 2]: 0 for no, x for yes. */
  private static Tensor pairs(Pass pass, Tensor logits) {
    int labels = logits.size(1);
    Tensor pairs = pass.take(logits.size(0), labels, 2);
    pass.run(new Fill(pairs.slice(2, 0, 1), 0));
    pass.run(new Copy(logits.splitLast(labels), pairs.slice(2, 1, 2)));
    return pairs.reshape(logits.size(0) * labels, 2);
  }
}
