package dev.heed.engine.op;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out = from, with another element type or other strides.
 *
 * <p>To F16 and BF16 values are rounded to nearest, ties to even; to I32, I8 and U8 they are cut
 * towards zero and kept within range, NaN becoming 0. Equal types keep their bits. From a quantized
 * type values go to F32 alone, and nothing is quantized.
 *
 * @param from any type, any shape
 * @param out any type that is not quantized, F32 where from is; the shape of from
 */
public record Copy(Tensor from, Tensor out) implements Op.Differentiable {

  public Copy {
    String op = "copy";
    Require.sameShape(op, "out", out, "from", from);
    if (from.dtype().isQuantized()) {
      Require.type(op, "out", out, DType.F32);
    }
    if (out.dtype().isQuantized()) {
      throw Require.broken(op, "out %s would be quantized; upload its blocks".formatted(out));
    }
    Require.output(op, "out", out, from);
  }

  @Override
  public String name() {
    return "copy";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(from);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
