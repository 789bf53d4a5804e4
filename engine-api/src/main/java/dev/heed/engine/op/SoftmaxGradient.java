package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link Softmax}: inGradient = out · (outGradient − Σ out · outGradient), row by
 * row. InGradient may be outGradient itself.
 *
 * @param out F32 [.., width]: what softmax gave
 * @param outGradient F32, the shape of out
 * @param inGradient F32, the shape of out
 */
public record SoftmaxGradient(Tensor out, Tensor outGradient, Tensor inGradient)
    implements Op.Gradient {

  public SoftmaxGradient {
    String op = "softmaxGradient";
    Require.type(op, "out", out, DType.F32);
    Require.type(op, "outGradient", outGradient, DType.F32);
    Require.type(op, "inGradient", inGradient, DType.F32);
    Require.sameShape(op, "outGradient", outGradient, "out", out);
    Require.sameShape(op, "inGradient", inGradient, "out", out);
    Require.outputOrInPlace(op, "inGradient", inGradient, outGradient);
    Require.output(op, "inGradient", inGradient, out);
  }

  @Override
  public String name() {
    return "softmaxGradient";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(out, outGradient);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(inGradient);
  }
}
