package dev.heed.models.nn;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * [tokens, width] → [tokens, width]: down(f(gate(x)) · up(x)) (Shazeer, 2020).
 *
 * @param gate to the inner width
 * @param up to the inner width
 * @param gateBias [inner], or null
 * @param upBias [inner], or null
 * @param activation f
 * @param down back again
 */
public record GatedFeedForward(
    PackedWeight gate,
    PackedWeight up,
    @Nullable Tensor gateBias,
    @Nullable Tensor upBias,
    Activation activation,
    Dense down)
    implements Mlp {
  @Override
  public Tensor apply(Pass pass, Tensor in) {
    Tensor inner =
        gate instanceof AdaptedWeight || up instanceof AdaptedWeight
            ? separately(pass, in)
            : together(pass, in);
    Tensor out = down.apply(pass, inner);
    pass.release(inner);
    return out;
  }

  private Tensor together(Pass pass, Tensor in) {
    Tensor inner = pass.take(in.rows(), gate.rows());
    pass.run(new PackedGatedMlp(in, gate, up, gateBias, upBias, activation, inner));
    return inner;
  }

  /** Where a weight has changes beside it, which come before the activation. */
  private Tensor separately(Pass pass, Tensor in) {
    Tensor gated = new Dense(gate, gateBias, activation).apply(pass, in);
    Tensor raised = new Dense(up, upBias, Activation.IDENTITY).apply(pass, in);
    Tensor inner = pass.over(gated);
    pass.run(new Multiply(gated, raised, inner));
    pass.release(raised);
    return inner;
  }
}
