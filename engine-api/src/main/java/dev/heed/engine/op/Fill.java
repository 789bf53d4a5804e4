package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out = value everywhere.
 *
 * @param out F32, any shape
 * @param value any float, infinities and NaN among them
 */
public record Fill(Tensor out, float value) implements Op.InferenceOnly {

  public Fill {
    String op = "fill";
    Require.type(op, "out", out, DType.F32);
    Require.output(op, "out", out);
  }

  @Override
  public String name() {
    return "fill";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of();
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
