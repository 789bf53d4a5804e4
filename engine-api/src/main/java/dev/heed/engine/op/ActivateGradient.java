package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link Activate}: inGradient = outGradient · f′(in), element by element. RELU′(0)
 * is 0. InGradient may be outGradient itself.
 *
 * @param activation f
 * @param in F32, any shape: what f was given
 * @param outGradient F32, the shape of in
 * @param inGradient F32, the shape of in
 */
public record ActivateGradient(
    Activation activation, Tensor in, Tensor outGradient, Tensor inGradient)
    implements Op.Gradient {

  public ActivateGradient {
    String op = "activateGradient";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "outGradient", outGradient, DType.F32);
    Require.type(op, "inGradient", inGradient, DType.F32);
    Require.sameShape(op, "outGradient", outGradient, "in", in);
    Require.sameShape(op, "inGradient", inGradient, "in", in);
    Require.outputOrInPlace(op, "inGradient", inGradient, outGradient);
    Require.output(op, "inGradient", inGradient, in);
  }

  @Override
  public String name() {
    return "activateGradient";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(in, outGradient);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(inGradient);
  }
}
