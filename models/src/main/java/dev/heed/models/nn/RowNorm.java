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
  /** norm(x), over x where that may be. */
  public Tensor apply(Pass pass, Tensor x) {
    Tensor out = pass.over(x);
    pass.run(Norm.of(kind, x, weight, bias, epsilon, out));
    return out;
  }

  /** norm(x), into a new tensor. */
  public Tensor of(Pass pass, Tensor x) {
    Tensor out = pass.take(x.layout().shape());
    pass.run(Norm.of(kind, x, weight, bias, epsilon, out));
    return out;
  }

  /** Gives x + change, over x where that may be; out = norm(x + change). */
  public Tensor ofSum(Pass pass, Tensor x, Tensor change, Tensor out) {
    Tensor sum = pass.over(x);
    pass.run(new AddNorm(kind, x, change, weight, bias, epsilon, sum, out));
    return sum;
  }

  /** norm(x + change), over x where that may be. */
  public Tensor applyToSum(Pass pass, Tensor x, Tensor change) {
    Tensor out = pass.over(x);
    pass.run(new AddNorm(kind, x, change, weight, bias, epsilon, null, out));
    return out;
  }
}
