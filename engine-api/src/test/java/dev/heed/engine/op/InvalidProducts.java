package dev.heed.engine.op;

import static dev.heed.engine.op.Shapes.at;
import static dev.heed.engine.op.Shapes.f16;
import static dev.heed.engine.op.Shapes.f32;
import static dev.heed.engine.op.Shapes.i32;
import static dev.heed.engine.op.Shapes.repeated;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MatMul, Linear, GatedMlp and the packed forms that cannot be: 3 features to 4. */
final class InvalidProducts {
  private InvalidProducts() {}

  static List<InvalidOp> all() {
    List<InvalidOp> all = new ArrayList<>();
    all.addAll(matMuls());
    all.addAll(linears());
    all.addAll(gatedMlps());
    all.addAll(packed());
    return all;
  }

  private static List<InvalidOp> matMuls() {
    return List.of(
        new InvalidOp(
            "matMul: a must be F32, was F16 [2, 3]",
            () -> MatMul.of(f16(2, 3), f32(3, 4), f32(2, 4))),
        new InvalidOp(
            "matMul: b must be F32, was F16 [3, 4]",
            () -> MatMul.of(f32(2, 3), f16(3, 4), f32(2, 4))),
        new InvalidOp(
            "matMul: out must be F32, was F16 [2, 4]",
            () -> MatMul.of(f32(2, 3), f32(3, 4), f16(2, 4))),
        new InvalidOp(
            "matMul: needs matrices, was a F32 [3]", () -> MatMul.of(f32(3), f32(3, 4), f32(4))),
        new InvalidOp(
            "matMul: needs matrices, was a F32 [2, 3], b F32 [3]",
            () -> MatMul.of(f32(2, 3), f32(3), f32(2, 1))),
        new InvalidOp(
            "matMul: needs matrices, was a F32 [5, 2, 3]",
            () -> MatMul.of(f32(5, 2, 3), f32(3, 4), f32(10, 4))),
        new InvalidOp(
            "matMul: batches differ: a F32 [5, 2, 3]",
            () -> MatMul.of(f32(5, 2, 3), f32(3, 4), f32(6, 2, 4))),
        new InvalidOp(
            "matMul: batches differ: a F32 [5, 2, 3], b F32 [6, 3, 4]",
            () -> MatMul.of(f32(5, 2, 3), f32(6, 3, 4), f32(5, 2, 4))),
        new InvalidOp(
            "matMul: batches differ: a F32 [7, 5, 2, 3], b F32 [5, 3, 4]",
            () -> MatMul.of(f32(7, 5, 2, 3), f32(5, 3, 4), f32(7, 5, 2, 4))),
        new InvalidOp(
            "matMul: batches differ: a F32 [2, 3], b F32 [1, 3, 4]",
            () -> MatMul.of(f32(2, 3), f32(1, 3, 4), f32(2, 4))),
        new InvalidOp(
            "matMul: a F32 [2, 3] times b F32 [2, 4] does not give out F32 [2, 4]",
            () -> MatMul.of(f32(2, 3), f32(2, 4), f32(2, 4))),
        new InvalidOp(
            "matMul: a F32 [2, 3] times b F32 [3, 4] does not give out F32 [3, 4]",
            () -> MatMul.of(f32(2, 3), f32(3, 4), f32(3, 4))),
        new InvalidOp(
            "matMul: a F32 [2, 3] times b F32 [3, 4] does not give out F32 [2, 3]",
            () -> MatMul.of(f32(2, 3), f32(3, 4), f32(2, 3))),
        new InvalidOp(
            "matMul: a F32 [2, 3]ᵀ times b F32 [3, 4] does not give out F32 [2, 4]",
            () -> new MatMul(f32(2, 3), f32(3, 4), true, false, 1, 0, f32(2, 4))),
        new InvalidOp(
            "matMul: a F32 [2, 3] times b F32 [3, 4]ᵀ does not give out F32 [2, 4]",
            () -> MatMul.transposedB(1, f32(2, 3), f32(3, 4), f32(2, 4))),
        new InvalidOp(
            "matMul: out F32 [2, 4] overlaps an input F32 [2, 3]",
            () -> MatMul.of(at(1, 2, 3), f32(3, 4), at(0, 2, 4))),
        new InvalidOp(
            "matMul: out F32 [2, 4] overlaps an input F32 [3, 4]",
            () -> MatMul.of(f32(2, 3), at(1, 3, 4), at(0, 2, 4))),
        new InvalidOp(
            "matMul: out F32 [2, 4] strides [0, 1] writes some places twice",
            () -> MatMul.of(f32(2, 3), f32(3, 4), repeated(2, 4))));
  }

  private static List<InvalidOp> linears() {
    return List.of(
        new InvalidOp(
            "linear: in must be F32, was F16 [2, 3]",
            () -> linear(f16(2, 3), f32(4, 3), null, f32(2, 4))),
        new InvalidOp(
            "linear: out must be F32, was F16 [2, 4]",
            () -> linear(f32(2, 3), f32(4, 3), null, f16(2, 4))),
        new InvalidOp(
            "linear: weight must be F32, F16, BF16 or quantized, was I32 [4, 3]",
            () -> linear(f32(2, 3), i32(4, 3), null, f32(2, 4))),
        new InvalidOp(
            "linear: weight must have 2 dimensions, was F32 [4, 3, 1]",
            () -> linear(f32(2, 3), f32(4, 3, 1), null, f32(2, 4))),
        new InvalidOp(
            "linear: in F32 [2, 5] has 5 features, but the weight [4, 3] takes 3",
            () -> linear(f32(2, 5), f32(4, 3), null, f32(2, 4))),
        new InvalidOp(
            "linear: out F32 [3, 4] must have the rows of in F32 [2, 3]",
            () -> linear(f32(2, 3), f32(4, 3), null, f32(3, 4))),
        new InvalidOp(
            "linear: out F32 [1, 2, 4] must have the rows of in F32 [2, 3]",
            () -> linear(f32(2, 3), f32(4, 3), null, f32(1, 2, 4))),
        new InvalidOp(
            "linear: out F32 [2, 5] has 5 features, but the weight [4, 3] gives 4",
            () -> linear(f32(2, 3), f32(4, 3), null, f32(2, 5))),
        new InvalidOp(
            "linear: bias must be [4], was F32 [3]",
            () -> linear(f32(2, 3), f32(4, 3), f32(3), f32(2, 4))),
        new InvalidOp(
            "linear: bias must be F32, was F16 [4]",
            () -> linear(f32(2, 3), f32(4, 3), f16(4), f32(2, 4))),
        new InvalidOp(
            "linear: out F32 [2, 4] overlaps an input F32 [2, 3]",
            () -> linear(at(1, 2, 3), f32(4, 3), null, at(0, 2, 4))),
        new InvalidOp(
            "linear: out F32 [2, 4] overlaps an input F32 [4, 3]",
            () -> linear(f32(2, 3), at(1, 4, 3), null, at(0, 2, 4))),
        new InvalidOp(
            "linear: out F32 [2, 4] overlaps an input F32 [4]",
            () -> linear(f32(2, 3), f32(4, 3), at(1, 4), at(0, 2, 4))));
  }

  private static List<InvalidOp> gatedMlps() {
    return List.of(
        new InvalidOp(
            "gatedMlp: in must be F32, was F16 [2, 3]",
            () -> gated(f16(2, 3), f32(4, 3), f32(4, 3), null, null, f32(2, 4))),
        new InvalidOp(
            "gatedMlp: out must be F32, was F16 [2, 4]",
            () -> gated(f32(2, 3), f32(4, 3), f32(4, 3), null, null, f16(2, 4))),
        new InvalidOp(
            "gatedMlp: gate must be F32, F16, BF16 or quantized, was I32 [4, 3]",
            () -> gated(f32(2, 3), i32(4, 3), f32(4, 3), null, null, f32(2, 4))),
        new InvalidOp(
            "gatedMlp: up must be F32, F16, BF16 or quantized, was I32 [4, 3]",
            () -> gated(f32(2, 3), f32(4, 3), i32(4, 3), null, null, f32(2, 4))),
        new InvalidOp(
            "gatedMlp: gate must have 2 dimensions, was F32 [4, 3, 1]",
            () -> gated(f32(2, 3), f32(4, 3, 1), f32(4, 3, 1), null, null, f32(2, 4))),
        new InvalidOp(
            "gatedMlp: up F32 [5, 3] must have the shape of gate F32 [4, 3]",
            () -> gated(f32(2, 3), f32(4, 3), f32(5, 3), null, null, f32(2, 4))),
        new InvalidOp(
            "gatedMlp: in F32 [2, 5] has 5 features, but the weight [4, 3] takes 3",
            () -> gated(f32(2, 5), f32(4, 3), f32(4, 3), null, null, f32(2, 4))),
        new InvalidOp(
            "gatedMlp: bias must be [4], was F32 [3]",
            () -> gated(f32(2, 3), f32(4, 3), f32(4, 3), f32(3), null, f32(2, 4))),
        new InvalidOp(
            "gatedMlp: upBias must be [4], was F32 [3]",
            () -> gated(f32(2, 3), f32(4, 3), f32(4, 3), null, f32(3), f32(2, 4))),
        new InvalidOp(
            "gatedMlp: out F32 [2, 4] overlaps an input F32 [2, 3]",
            () -> gated(at(1, 2, 3), f32(4, 3), f32(4, 3), null, null, at(0, 2, 4))),
        new InvalidOp(
            "gatedMlp: out F32 [2, 4] overlaps an input F32 [4, 3]",
            () -> gated(f32(2, 3), at(1, 4, 3), f32(4, 3), null, null, at(0, 2, 4))),
        new InvalidOp(
            "gatedMlp: out F32 [2, 4] overlaps an input F32 [4, 3]",
            () -> gated(f32(2, 3), f32(4, 3), at(1, 4, 3), null, null, at(0, 2, 4))),
        new InvalidOp(
            "gatedMlp: out F32 [2, 4] overlaps an input F32 [4]",
            () -> gated(f32(2, 3), f32(4, 3), f32(4, 3), at(1, 4), null, at(0, 2, 4))),
        new InvalidOp(
            "gatedMlp: out F32 [2, 4] overlaps an input F32 [4]",
            () -> gated(f32(2, 3), f32(4, 3), f32(4, 3), null, at(1, 4), at(0, 2, 4))));
  }

  private static List<InvalidOp> packed() {
    return List.of(
        new InvalidOp(
            "packedLinear: in must be F32, was F16 [2, 3]",
            () -> packedLinear(f16(2, 3), null, f32(2, 4))),
        new InvalidOp(
            "packedLinear: out must be F32, was F16 [2, 4]",
            () -> packedLinear(f32(2, 3), null, f16(2, 4))),
        new InvalidOp(
            "packedLinear: in F32 [2, 4] has 4 features, but the weight [4, 3] takes 3",
            () -> packedLinear(f32(2, 4), null, f32(2, 4))),
        new InvalidOp(
            "packedLinear: out F32 [2, 4] overlaps an input F32 [2, 3]",
            () -> packedLinear(at(1, 2, 3), null, at(0, 2, 4))),
        new InvalidOp(
            "packedLinear: out F32 [2, 4] overlaps an input F32 [4]",
            () -> packedLinear(f32(2, 3), at(1, 4), at(0, 2, 4))),
        new InvalidOp(
            "packedGatedMlp: in must be F32, was F16 [2, 3]",
            () -> packedGated(f16(2, 3), 4, null, null, f32(2, 4))),
        new InvalidOp(
            "packedGatedMlp: out must be F32, was F16 [2, 4]",
            () -> packedGated(f32(2, 3), 4, null, null, f16(2, 4))),
        new InvalidOp(
            "packedGatedMlp: gate [4, 3] and up [5, 3] must have the same shape",
            () -> packedGated(f32(2, 3), 5, null, null, f32(2, 4))),
        new InvalidOp(
            "packedGatedMlp: in F32 [2, 5] has 5 features, but the weight [4, 3] takes 3",
            () -> packedGated(f32(2, 5), 4, null, null, f32(2, 4))),
        new InvalidOp(
            "packedGatedMlp: upBias must be F32, was F16 [4]",
            () -> packedGated(f32(2, 3), 4, null, f16(4), f32(2, 4))),
        new InvalidOp(
            "packedGatedMlp: out F32 [2, 4] overlaps an input F32 [2, 3]",
            () -> packedGated(at(1, 2, 3), 4, null, null, at(0, 2, 4))),
        new InvalidOp(
            "packedGatedMlp: out F32 [2, 4] overlaps an input F32 [4]",
            () -> packedGated(f32(2, 3), 4, at(1, 4), null, at(0, 2, 4))),
        new InvalidOp(
            "packedGatedMlp: out F32 [2, 4] overlaps an input F32 [4]",
            () -> packedGated(f32(2, 3), 4, null, at(1, 4), at(0, 2, 4))));
  }

  private static Op linear(Tensor in, Tensor weight, @Nullable Tensor bias, Tensor out) {
    return new Linear(in, weight, bias, Activation.IDENTITY, out);
  }

  private static Op gated(
      Tensor in,
      Tensor gate,
      Tensor up,
      @Nullable Tensor gateBias,
      @Nullable Tensor upBias,
      Tensor out) {
    return new GatedMlp(in, gate, up, gateBias, upBias, Activation.SILU, out);
  }

  private static Op packedLinear(Tensor in, @Nullable Tensor bias, Tensor out) {
    PlainWeight weight = PlainWeight.shapeOnly(DType.F32, 4, 3);
    return new PackedLinear(in, weight, bias, Activation.IDENTITY, out);
  }

  private static Op packedGated(
      Tensor in, int upRows, @Nullable Tensor gateBias, @Nullable Tensor upBias, Tensor out) {
    return new PackedGatedMlp(
        in,
        PlainWeight.shapeOnly(DType.F32, 4, 3),
        PlainWeight.shapeOnly(DType.F32, upRows, 3),
        gateBias,
        upBias,
        Activation.SILU,
        out);
  }
}
