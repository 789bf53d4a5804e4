package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link GatedMlp} over weights in the backend's own order.
 *
 * @param in F32 [.., inFeatures]
 * @param gate [outFeatures, inFeatures], from {@code Backend.pack}
 * @param up [outFeatures, inFeatures], from {@code Backend.pack}
 * @param gateBias optional F32 [outFeatures]
 * @param upBias optional F32 [outFeatures]
 * @param activation f
 * @param out F32 [.., outFeatures]
 */
public record PackedGatedMlp(
    Tensor in,
    PackedWeight gate,
    PackedWeight up,
    @Nullable Tensor gateBias,
    @Nullable Tensor upBias,
    Activation activation,
    Tensor out)
    implements Op.InferenceOnly {

  public PackedGatedMlp {
    String op = "packedGatedMlp";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    if (gate.rows() != up.rows() || gate.columns() != up.columns()) {
      throw broken(
          op,
          "gate [%d, %d] and up [%d, %d] must have the same shape"
              .formatted(gate.rows(), gate.columns(), up.rows(), up.columns()));
    }
    Require.weightFits(op, in, gate.rows(), gate.columns(), gateBias, out);
    Require.vector(op, "upBias", upBias, up.rows());
    Require.output(op, "out", out, in, gateBias, upBias);
  }

  @Override
  public String name() {
    return "packedGatedMlp";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(in, gateBias, upBias);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }

  @Override
  public List<PackedWeight> packedWeights() {
    return List.of(gate, up);
  }
}
