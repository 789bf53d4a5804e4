package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out = in · 1/(1 − rate) where the element stays, 0 where it is dropped (see {@link Chance}).
 * Elements are numbered as they would lie densely. Its gradient is the same op on outGradient. In
 * place is allowed.
 *
 * @param chance which elements stay
 * @param in F32, any shape, numbered by an int; a dropped element is 0, even of NaN
 * @param out F32, the shape of in
 */
public record Dropout(Chance chance, Tensor in, Tensor out) implements Op.Differentiable {

  public Dropout {
    String op = "dropout";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.sameShape(op, "out", out, "in", in);
    if (chance.first() + in.elements() > Integer.MAX_VALUE) {
      throw broken(
          op,
          "elements are numbered by an int, and those of in %s from %,d on are more"
              .formatted(in, chance.first()));
    }
    Require.outputOrInPlace(op, "out", out, in);
  }

  @Override
  public String name() {
    return "dropout";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(in);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
