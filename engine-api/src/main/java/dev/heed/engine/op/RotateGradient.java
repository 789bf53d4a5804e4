package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link Rotate}, which turns the other way: each pair (x, y) of outGradient
 * becomes (x·cos + y·sin, y·cos − x·sin). In place is allowed.
 *
 * @param outGradient F32 [rows, heads, headSize]
 * @param cosines F32 [positions, pairs], 2 · pairs ≤ headSize
 * @param sines F32 [positions, pairs]
 * @param positions I32 [rows]; one outside the tables is an error at run time
 * @param pairing which elements make a pair
 * @param inGradient F32, the shape of outGradient
 */
public record RotateGradient(
    Tensor outGradient,
    Tensor cosines,
    Tensor sines,
    Tensor positions,
    RotaryPairing pairing,
    Tensor inGradient)
    implements Op.Gradient {

  public RotateGradient {
    String op = "rotateGradient";
    Require.type(op, "outGradient", outGradient, DType.F32);
    Require.type(op, "cosines", cosines, DType.F32);
    Require.type(op, "sines", sines, DType.F32);
    Require.type(op, "inGradient", inGradient, DType.F32);
    Require.rank(op, "outGradient", outGradient, 3);
    Require.sameShape(op, "inGradient", inGradient, "outGradient", outGradient);
    Require.rank(op, "cosines", cosines, 2);
    Require.sameShape(op, "sines", sines, "cosines", cosines);
    if (2L * cosines.size(1) > outGradient.size(2)) {
      throw broken(
          op,
          "tables of %d pairs turn %d elements, but a head has %d"
              .formatted(cosines.size(1), 2L * cosines.size(1), outGradient.size(2)));
    }
    Require.type(op, "positions", positions, DType.I32);
    Require.shape(op, "positions", positions, outGradient.size(0));
    Require.outputOrInPlace(op, "inGradient", inGradient, outGradient);
    Require.output(op, "inGradient", inGradient, cosines, sines, positions);
  }

  @Override
  public String name() {
    return "rotateGradient";
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(outGradient, cosines, sines, positions);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(inGradient);
  }
}
