package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * The gradient of the element-wise half of {@link GatedMlp}, out = f(gate) · up, where gate = in ·
 * gateWeightᵀ + gateBias and up likewise:
 *
 * <pre>
 *   gateGradient = outGradient · up · f′(gate)
 *   upGradient   = outGradient · f(gate)
 * </pre>
 *
 * <p>What remains are two {@link LinearGradient}s. GateGradient may be gate itself, and upGradient
 * up itself.
 *
 * @param activation f
 * @param gate F32 [.., features], before f
 * @param up F32, the shape of gate
 * @param outGradient F32, the shape of gate
 * @param gateGradient F32, the shape of gate
 * @param upGradient F32, the shape of gate
 */
public record GatedMlpGradient(
    Activation activation,
    Tensor gate,
    Tensor up,
    Tensor outGradient,
    Tensor gateGradient,
    Tensor upGradient)
    implements Op.Gradient {

  public GatedMlpGradient {
    String op = "gatedMlpGradient";
    Require.type(op, "gate", gate, DType.F32);
    Require.type(op, "up", up, DType.F32);
    Require.type(op, "outGradient", outGradient, DType.F32);
    Require.type(op, "gateGradient", gateGradient, DType.F32);
    Require.type(op, "upGradient", upGradient, DType.F32);
    Require.sameShape(op, "up", up, "gate", gate);
    Require.sameShape(op, "outGradient", outGradient, "gate", gate);
    Require.sameShape(op, "gateGradient", gateGradient, "gate", gate);
    Require.sameShape(op, "upGradient", upGradient, "gate", gate);
    Require.outputOrInPlace(op, "gateGradient", gateGradient, gate);
    Require.output(op, "gateGradient", gateGradient, up, outGradient);
    Require.outputOrInPlace(op, "upGradient", upGradient, up);
    Require.output(op, "upGradient", upGradient, gate, outGradient, gateGradient);
  }

  @Override
  public String name() {
    return "gatedMlpGradient";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(gate, up, outGradient);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(gateGradient, upGradient);
  }
}
