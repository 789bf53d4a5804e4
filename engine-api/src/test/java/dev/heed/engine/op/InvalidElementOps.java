package dev.heed.engine.op;

import static dev.heed.engine.op.Shapes.at;
import static dev.heed.engine.op.Shapes.f16;
import static dev.heed.engine.op.Shapes.f32;
import static dev.heed.engine.op.Shapes.i32;
import static dev.heed.engine.op.Shapes.repeated;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copy, Fill, Combine, Multiply, Activate and Rotate that cannot be. */
final class InvalidElementOps {
  private InvalidElementOps() {}

  static List<InvalidOp> all() {
    return List.of(
        new InvalidOp(
            "copy: out F16 [3, 2] must have the shape of from F32 [2, 3]",
            () -> new Copy(f32(2, 3), f16(3, 2))),
        new InvalidOp(
            "copy: out F16 [2, 3] overlaps an input F32 [2, 3]",
            () -> new Copy(at(0, 2, 3), at(DType.F16, 10, 2, 3))),
        new InvalidOp(
            "copy: out F32 [2, 3] strides [0, 1] writes some places twice",
            () -> new Copy(f32(2, 3), repeated(2, 3))),
        new InvalidOp(
            "copy: out must be F32, was F16 [2, 32]",
            () -> new Copy(Tensor.shapeOnly(DType.Q4_0, 2, 32), f16(2, 32))),
        new InvalidOp(
            "copy: out Q8_0 [2, 32] would be quantized; upload its blocks",
            () -> new Copy(f32(2, 32), Tensor.shapeOnly(DType.Q8_0, 2, 32))),
        new InvalidOp("fill: out must be F32, was I32 [3]", () -> new Fill(i32(3), 1)),
        new InvalidOp(
            "fill: out F32 [2, 3] strides [0, 1] writes some places twice",
            () -> new Fill(repeated(2, 3), 1)),
        new InvalidOp(
            "combine: a must be F32, was F16 [2, 3]", () -> combine(f16(2, 3), null, f32(2, 3))),
        new InvalidOp(
            "combine: out must be F32, was F16 [2, 3]", () -> combine(f32(2, 3), null, f16(2, 3))),
        new InvalidOp(
            "combine: out F32 [3, 2] must have the shape of a F32 [2, 3]",
            () -> combine(f32(2, 3), null, f32(3, 2))),
        new InvalidOp(
            "combine: b must be F32, was I32 [2, 3]",
            () -> combine(f32(2, 3), i32(2, 3), f32(2, 3))),
        new InvalidOp(
            "combine: b must be [3], was F32 [2]", () -> combine(f32(2, 3), f32(2), f32(2, 3))),
        new InvalidOp(
            "combine: b F32 [1, 3] must have the shape of a F32 [2, 3]",
            () -> combine(f32(2, 3), f32(1, 3), f32(2, 3))),
        new InvalidOp(
            "combine: out F32 [2, 3] overlaps an input F32 [2, 3]",
            () -> combine(at(0, 2, 3), null, at(1, 2, 3))),
        new InvalidOp(
            "combine: out F32 [2, 3] overlaps an input F32 [3]",
            () -> combine(f32(2, 3), at(2, 3), at(0, 2, 3))),
        new InvalidOp(
            "combine: out F32 [2, 3] strides [0, 1] writes some places twice",
            () -> combine(f32(2, 3), null, repeated(2, 3))),
        new InvalidOp(
            "multiply: a must be F32, was F16 [2, 3]",
            () -> new Multiply(f16(2, 3), f32(3), f32(2, 3))),
        new InvalidOp(
            "multiply: b must be F32, was F16 [3]",
            () -> new Multiply(f32(2, 3), f16(3), f32(2, 3))),
        new InvalidOp(
            "multiply: out must be F32, was F16 [2, 3]",
            () -> new Multiply(f32(2, 3), f32(3), f16(2, 3))),
        new InvalidOp(
            "multiply: out F32 [6] must have the shape of a F32 [2, 3]",
            () -> new Multiply(f32(2, 3), f32(3), f32(6))),
        new InvalidOp(
            "multiply: b must be [3], was F32 [2]",
            () -> new Multiply(f32(2, 3), f32(2), f32(2, 3))),
        new InvalidOp(
            "multiply: b F32 [2, 1] must have the shape of a F32 [2, 3]",
            () -> new Multiply(f32(2, 3), f32(2, 1), f32(2, 3))),
        new InvalidOp(
            "multiply: out F32 [2, 3] overlaps an input F32 [2, 3]",
            () -> new Multiply(at(5, 2, 3), f32(3), at(0, 2, 3))),
        new InvalidOp(
            "multiply: out F32 [2, 3] overlaps an input F32 [3]",
            () -> new Multiply(f32(2, 3), at(5, 3), at(0, 2, 3))),
        new InvalidOp(
            "activate: in must be F32, was F16 [2, 3]", () -> activate(f16(2, 3), f32(2, 3))),
        new InvalidOp(
            "activate: out must be F32, was F16 [2, 3]", () -> activate(f32(2, 3), f16(2, 3))),
        new InvalidOp(
            "activate: out F32 [2, 4] must have the shape of in F32 [2, 3]",
            () -> activate(f32(2, 3), f32(2, 4))),
        new InvalidOp(
            "activate: out F32 [2, 3] overlaps an input F32 [2, 3] without being the same view",
            () -> activate(at(0, 2, 3), at(2, 2, 3))),
        new InvalidOp(
            "rotate: in must be F32, was F16 [2, 4, 6]",
            () -> rotate(f16(2, 4, 6), f32(9, 3), f32(9, 3), i32(2), f32(2, 4, 6))),
        new InvalidOp(
            "rotate: cosines must be F32, was F16 [9, 3]",
            () -> rotate(f32(2, 4, 6), f16(9, 3), f32(9, 3), i32(2), f32(2, 4, 6))),
        new InvalidOp(
            "rotate: sines must be F32, was F16 [9, 3]",
            () -> rotate(f32(2, 4, 6), f32(9, 3), f16(9, 3), i32(2), f32(2, 4, 6))),
        new InvalidOp(
            "rotate: out must be F32, was F16 [2, 4, 6]",
            () -> rotate(f32(2, 4, 6), f32(9, 3), f32(9, 3), i32(2), f16(2, 4, 6))),
        new InvalidOp(
            "rotate: in must have 3 dimensions, was F32 [2, 24]",
            () -> rotate(f32(2, 24), f32(9, 3), f32(9, 3), i32(2), f32(2, 24))),
        new InvalidOp(
            "rotate: out F32 [2, 6, 4] must have the shape of in F32 [2, 4, 6]",
            () -> rotate(f32(2, 4, 6), f32(9, 3), f32(9, 3), i32(2), f32(2, 6, 4))),
        new InvalidOp(
            "rotate: cosines must have 2 dimensions, was F32 [3, 3, 3]",
            () -> rotate(f32(2, 4, 6), f32(3, 3, 3), f32(3, 3, 3), i32(2), f32(2, 4, 6))),
        new InvalidOp(
            "rotate: sines F32 [8, 3] must have the shape of cosines F32 [9, 3]",
            () -> rotate(f32(2, 4, 6), f32(9, 3), f32(8, 3), i32(2), f32(2, 4, 6))),
        new InvalidOp(
            "rotate: tables of 4 pairs turn 8 elements, but a head has 6",
            () -> rotate(f32(2, 4, 6), f32(9, 4), f32(9, 4), i32(2), f32(2, 4, 6))),
        new InvalidOp(
            "rotate: positions must be I32, was F32 [2]",
            () -> rotate(f32(2, 4, 6), f32(9, 3), f32(9, 3), f32(2), f32(2, 4, 6))),
        new InvalidOp(
            "rotate: positions must be [2], was I32 [3]",
            () -> rotate(f32(2, 4, 6), f32(9, 3), f32(9, 3), i32(3), f32(2, 4, 6))),
        new InvalidOp(
            "rotate: out F32 [2, 4, 6] overlaps an input F32 [2, 4, 6] without",
            () -> rotate(at(7, 2, 4, 6), f32(9, 3), f32(9, 3), i32(2), at(0, 2, 4, 6))),
        new InvalidOp(
            "rotate: out F32 [2, 4, 6] overlaps an input F32 [9, 3]",
            () -> rotate(f32(2, 4, 6), at(40, 9, 3), f32(9, 3), i32(2), at(0, 2, 4, 6))),
        new InvalidOp(
            "rotate: out F32 [2, 4, 6] overlaps an input F32 [9, 3]",
            () -> rotate(f32(2, 4, 6), f32(9, 3), at(40, 9, 3), i32(2), at(0, 2, 4, 6))),
        new InvalidOp(
            "rotate: out F32 [2, 4, 6] overlaps an input I32 [2]",
            () -> rotate(f32(2, 4, 6), f32(9, 3), f32(9, 3), at(DType.I32, 4, 2), at(0, 2, 4, 6))));
  }

  private static Op combine(Tensor a, @Nullable Tensor b, Tensor out) {
    return new Combine(1, a, 1, b, out);
  }

  private static Op activate(Tensor in, Tensor out) {
    return new Activate(Activation.GELU, in, out);
  }

  private static Op rotate(Tensor in, Tensor cosines, Tensor sines, Tensor positions, Tensor out) {
    return new Rotate(in, cosines, sines, positions, RotaryPairing.HALF_SPLIT, out);
  }
}
