package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out = e^in / Σ e^in, row by row, the greatest element subtracted first. A row of −∞ alone gives 0
 * everywhere and a log-sum-exp of −∞; a row with NaN gives NaN. In place is allowed.
 *
 * @param in F32 [.., width]
 * @param out F32, the shape of in
 * @param logSumExp optional F32 with the dimensions of in but the last ([1] where in is [width])
 */
public record Softmax(Tensor in, Tensor out, @Nullable Tensor logSumExp)
    implements Op.Differentiable {

  public Softmax {
    String op = "softmax";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.sameShape(op, "out", out, "in", in);
    Require.outputOrInPlace(op, "out", out, in);
    if (logSumExp != null) {
      Require.type(op, "logSumExp", logSumExp, DType.F32);
      Require.rowValues(op, "logSumExp", logSumExp, in);
      Require.output(op, "logSumExp", logSumExp, in, out);
    }
  }

  /** Without log-sum-exp. */
  public static Softmax of(Tensor in, Tensor out) {
    return new Softmax(in, out, null);
  }

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(in);
  }

  @Override
  public List<Tensor> outputs() {
    return logSumExp == null ? List.of(out) : List.of(out, logSumExp);
  }
}
