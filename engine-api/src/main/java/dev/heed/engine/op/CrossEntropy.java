package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How unlikely the logits make the target of each row, in nats. With p = softmax(logits), C classes
 * and the class weights w:
 *
 * <pre>
 *   loss = −(1 − smoothing) · w[target] · ln p[target] − smoothing / C · Σ w[c] · ln p[c]
 * </pre>
 *
 * <p>A row whose target is {@link #IGNORED} has the loss 0. Any other target outside the classes is
 * an error at run time, and then nothing is written. A mean is the caller's: it divides by the rows
 * that count, or, with class weights, by the sum of w[target].
 *
 * @param logits F32 [rows, classes], at least one class
 * @param targets I32 [rows]
 * @param smoothing label smoothing (Szegedy et al., 2016), at least 0 and below 1
 * @param classWeights optional F32 [classes]; 1 where absent
 * @param losses F32 [rows]
 * @param logSumExp optional F32 [rows]: ln Σ e^logits
 */
public record CrossEntropy(
    Tensor logits,
    Tensor targets,
    float smoothing,
    @Nullable Tensor classWeights,
    Tensor losses,
    @Nullable Tensor logSumExp)
    implements Op.Differentiable {

  /** The target of a row that does not count. */
  public static final int IGNORED = -100;

  public CrossEntropy {
    String op = "crossEntropy";
    CrossEntropyGradient.check(op, logits, targets, smoothing, classWeights);
    Require.type(op, "losses", losses, DType.F32);
    Require.shape(op, "losses", losses, logits.size(0));
    Require.output(op, "losses", losses, logits, targets, classWeights);
    if (logSumExp != null) {
      Require.type(op, "logSumExp", logSumExp, DType.F32);
      Require.shape(op, "logSumExp", logSumExp, logits.size(0));
      Require.output(op, "logSumExp", logSumExp, logits, targets, classWeights, losses);
    }
  }

  @Override
  public String name() {
    return "crossEntropy";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(logits, targets, classWeights);
  }

  @Override
  public List<Tensor> outputs() {
    return Present.of(losses, logSumExp);
  }
}
