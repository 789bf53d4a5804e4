package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out = f(in · gateᵀ + gateBias) · (in · upᵀ + upBias), element by element: the gated half of a
 * Transformer's MLP (Shazeer, 2020: SwiGLU with SILU, GeGLU with GELU). The projection down is a
 * {@link Linear} of its own.
 *
 * @param in F32 [.., inFeatures]
 * @param gate F32, F16, BF16 or quantized [outFeatures, inFeatures]
 * @param up F32, F16, BF16 or quantized [outFeatures, inFeatures]
 * @param gateBias optional F32 [outFeatures]
 * @param upBias optional F32 [outFeatures]
 * @param activation f
 * @param out F32 [.., outFeatures]
 */
public record GatedMlp(
    Tensor in,
    Tensor gate,
    Tensor up,
    @Nullable Tensor gateBias,
    @Nullable Tensor upBias,
    Activation activation,
    Tensor out)
    implements Op.Differentiable {

  public GatedMlp {
    String op = "gatedMlp";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.weight(op, "gate", gate);
    Require.weight(op, "up", up);
    Require.rank(op, "gate", gate, 2);
    Require.sameShape(op, "up", up, "gate", gate);
    Require.weightFits(op, in, gate.size(0), gate.size(1), gateBias, out);
    Require.vector(op, "upBias", upBias, up.size(0));
    Require.output(op, "out", out, in, gate, up, gateBias, upBias);
  }

  @Override
  public String name() {
    return "gatedMlp";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(in, gate, up, gateBias, upBias);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
