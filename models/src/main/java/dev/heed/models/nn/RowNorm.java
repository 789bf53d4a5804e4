package dev.heed.models.nn;

import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Normalises rows: [rows, width] → [rows, width].
 *
 * @param kind layer or RMS
 * @param weight [width]
 * @param bias [width], or null
 * @param epsilon added under the root
 */
public record RowNorm(NormKind kind, Tensor weight, @Nullable Tensor bias, float epsilon) {
  /** x = norm(x). */
  public void apply(Pass pass, Tensor x) {
    pass.run(Norm.of(kind, x, weight, bias, epsilon, x));
  }

  /** norm(x), into a new tensor. */
  public Tensor of(Pass pass, Tensor x) {
    Tensor out = pass.take(x.layout().shape());
    pass.run(Norm.of(kind, x, weight, bias, epsilon, out));
    return out;
  }

  /** x = x + change; out = norm(x). */
  public void ofSum(Pass pass, Tensor x, Tensor change, Tensor out) {
    pass.run(new AddNorm(kind, x, change, weight, bias, epsilon, x, out));
  }

  /** x = norm(x + change). */
  public void applyToSum(Pass pass, Tensor x, Tensor change) {
    pass.run(new AddNorm(kind, x, change, weight, bias, epsilon, null, x));
  }
}
