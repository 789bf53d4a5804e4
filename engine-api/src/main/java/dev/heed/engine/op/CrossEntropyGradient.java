package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of {@link CrossEntropy}. With t the target of the row and W = Σ w[c]:
 *
 * <pre>
 *   logitsGradient[c] = lossGradient · (
 *       ((1 − smoothing) · w[t] + smoothing / C · W) · p[c]
 *       − (1 − smoothing) · w[t] · [c = t] − smoothing / C · w[c])
 * </pre>
 *
 * <p>A row whose target is {@link CrossEntropy#IGNORED} gets 0, even of NaN. LogitsGradient may be
 * logits itself.
 *
 * @param logits F32 [rows, classes], at least one class
 * @param targets I32 [rows]
 * @param smoothing that of the op
 * @param classWeights optional F32 [classes]; 1 where absent
 * @param lossGradient F32 [rows]: what a row's loss counts in the mean
 * @param logitsGradient F32 [rows, classes]
 */
public record CrossEntropyGradient(
    Tensor logits,
    Tensor targets,
    float smoothing,
    @Nullable Tensor classWeights,
    Tensor lossGradient,
    Tensor logitsGradient)
    implements Op.Gradient {

  public CrossEntropyGradient {
    String op = "crossEntropyGradient";
    check(op, logits, targets, smoothing, classWeights);
    Require.type(op, "lossGradient", lossGradient, DType.F32);
    Require.shape(op, "lossGradient", lossGradient, logits.size(0));
    Require.type(op, "logitsGradient", logitsGradient, DType.F32);
    Require.sameShape(op, "logitsGradient", logitsGradient, "logits", logits);
    Require.outputOrInPlace(op, "logitsGradient", logitsGradient, logits);
    Require.output(op, "logitsGradient", logitsGradient, targets, classWeights, lossGradient);
  }

  static void check(
      String op, Tensor logits, Tensor targets, float smoothing, @Nullable Tensor classWeights) {
    Require.type(op, "logits", logits, DType.F32);
    Require.rank(op, "logits", logits, 2);
    if (logits.size(1) == 0) {
      throw broken(op, "logits %s have no classes".formatted(logits));
    }
    Require.type(op, "targets", targets, DType.I32);
    Require.shape(op, "targets", targets, logits.size(0));
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw broken(op, "smoothing must be at least 0 and below 1, was " + smoothing);
    }
    Require.vector(op, "classWeights", classWeights, logits.size(1));
  }

  @Override
  public String name() {
    return "crossEntropyGradient";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(logits, targets, classWeights, lossGradient);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(logitsGradient);
  }
}
