package dev.heed.models.nn;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * [rows, in] → [rows, out]: f(x · weightᵀ + bias).
 *
 * @param weight [out, in]
 * @param bias [out], or null
 * @param activation f
 */
public record Dense(PackedWeight weight, @Nullable Tensor bias, Activation activation) {
  /** Into a new tensor. */
  public Tensor apply(Pass pass, Tensor in) {
    Tensor out = pass.take(in.rows(), weight.rows());
    if (weight instanceof AdaptedWeight adapted) {
      return adapted(pass, in, adapted, out);
    }
    pass.run(new PackedLinear(in, weight, bias, activation, out));
    return out;
  }

  /** The changes come before the activation. */
  private Tensor adapted(Pass pass, Tensor in, AdaptedWeight adapted, Tensor out) {
    pass.run(new PackedLinear(in, adapted.base(), bias, Activation.IDENTITY, out));
    adapted.changes().forEach(change -> change.addTo(pass, in, out));
    if (activation == Activation.IDENTITY) {
      return out;
    }
    Tensor active = pass.over(out);
    pass.run(new Activate(activation, out, active));
    return active;
  }
}
