package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * Rotary position embedding (Su et al., 2021): each pair (x, y) of a head, at the position p of its
 * row, becomes (x·cos − y·sin, x·sin + y·cos) with cos = cosines[p, pair]. Elements past the pairs
 * are copied (partial rotation). Scaling variants are other tables, not other ops. In place is
 * allowed.
 *
 * @param in F32 [rows, heads, headSize]
 * @param cosines F32 [positions, pairs], 2 · pairs ≤ headSize
 * @param sines F32 [positions, pairs]
 * @param positions I32 [rows]; one outside the tables is an error at run time
 * @param pairing which elements make a pair
 * @param out F32, the shape of in
 */
public record Rotate(
    Tensor in, Tensor cosines, Tensor sines, Tensor positions, RotaryPairing pairing, Tensor out)
    implements Op.Differentiable {

  public Rotate {
    String op = "rotate";
    Require.type(op, "in", in, DType.F32);
    Require.type(op, "cosines", cosines, DType.F32);
    Require.type(op, "sines", sines, DType.F32);
    Require.type(op, "out", out, DType.F32);
    Require.rank(op, "in", in, 3);
    Require.sameShape(op, "out", out, "in", in);
    Require.rank(op, "cosines", cosines, 2);
    Require.sameShape(op, "sines", sines, "cosines", cosines);
    if (2L * cosines.size(1) > in.size(2)) {
      throw broken(
          op,
          "tables of %d pairs turn %d elements, but a head has %d"
              .formatted(cosines.size(1), 2L * cosines.size(1), in.size(2)));
    }
    Require.type(op, "positions", positions, DType.I32);
    Require.shape(op, "positions", positions, in.size(0));
    Require.outputOrInPlace(op, "out", out, in);
    Require.output(op, "out", out, cosines, sines, positions);
  }

  @Override
  public String name() {
    return "rotate";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(in, cosines, sines, positions);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
