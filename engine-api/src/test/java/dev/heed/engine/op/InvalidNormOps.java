package dev.heed.engine.op;

import static dev.heed.engine.op.Shapes.at;
import static dev.heed.engine.op.Shapes.f16;
import static dev.heed.engine.op.Shapes.f32;
import static dev.heed.engine.op.Shapes.repeated;

import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Norm, AddNorm, NormalizeRows and Softmax that cannot be. */
final class InvalidNormOps {
  private InvalidNormOps() {}

  static List<InvalidOp> all() {
    List<InvalidOp> all = new ArrayList<>();
    all.addAll(norms());
    all.addAll(addNorms());
    all.addAll(others());
    return all;
  }

  private static List<InvalidOp> norms() {
    return List.of(
        new InvalidOp(
            "norm: in must be F32, was F16 [2, 3]",
            () -> norm(f16(2, 3), null, null, 0, f32(2, 3), null, null)),
        new InvalidOp(
            "norm: out must be F32, was F16 [2, 3]",
            () -> norm(f32(2, 3), null, null, 0, f16(2, 3), null, null)),
        new InvalidOp(
            "norm: out F32 [3, 3] must have the shape of in F32 [2, 3]",
            () -> norm(f32(2, 3), null, null, 0, f32(3, 3), null, null)),
        new InvalidOp(
            "norm: weight must be F32, was F16 [3]",
            () -> norm(f32(2, 3), f16(3), null, 0, f32(2, 3), null, null)),
        new InvalidOp(
            "norm: weight must be [3], was F32 [2]",
            () -> norm(f32(2, 3), f32(2), null, 0, f32(2, 3), null, null)),
        new InvalidOp(
            "norm: bias must be [3], was F32 [1, 3]",
            () -> norm(f32(2, 3), null, f32(1, 3), 0, f32(2, 3), null, null)),
        new InvalidOp(
            "norm: epsilon must be at least 0 and finite, was -0.5",
            () -> norm(f32(2, 3), null, null, -0.5f, f32(2, 3), null, null)),
        new InvalidOp(
            "norm: epsilon must be at least 0 and finite, was NaN",
            () -> norm(f32(2, 3), null, null, Float.NaN, f32(2, 3), null, null)),
        new InvalidOp(
            "norm: epsilon must be at least 0 and finite, was Infinity",
            () -> norm(f32(2, 3), null, null, Float.POSITIVE_INFINITY, f32(2, 3), null, null)),
        new InvalidOp(
            "norm: out F32 [2, 3] overlaps an input F32 [2, 3] without",
            () -> norm(at(3, 2, 3), null, null, 0, at(0, 2, 3), null, null)),
        new InvalidOp(
            "norm: out F32 [2, 3] overlaps an input F32 [3]",
            () -> norm(f32(2, 3), at(3, 3), null, 0, at(0, 2, 3), null, null)),
        new InvalidOp(
            "norm: out F32 [2, 3] overlaps an input F32 [3]",
            () -> norm(f32(2, 3), null, at(3, 3), 0, at(0, 2, 3), null, null)),
        new InvalidOp(
            "norm: rows of F32 [2, 0] are empty",
            () -> norm(f32(2, 0), null, null, 0, f32(2, 0), f32(2), null)),
        new InvalidOp(
            "norm: rows of F32 [2, 0] are empty",
            () -> norm(f32(2, 0), null, null, 0, f32(2, 0), null, f32(2))),
        new InvalidOp(
            "norm: mean must be F32, was F16 [2]",
            () -> norm(f32(2, 3), null, null, 0, f32(2, 3), f16(2), null)),
        new InvalidOp(
            "norm: mean must be [2], was F32 [3]",
            () -> norm(f32(2, 3), null, null, 0, f32(2, 3), f32(3), null)),
        new InvalidOp(
            "norm: mean must be [1], was F32 [3]",
            () -> norm(f32(3), null, null, 0, f32(3), f32(3), null)),
        new InvalidOp(
            "norm: mean F32 [2] overlaps an input F32 [2, 3]",
            () -> norm(at(1, 2, 3), null, null, 0, f32(2, 3), at(0, 2), null)),
        new InvalidOp(
            "norm: mean F32 [2] overlaps an input F32 [3]",
            () -> norm(f32(2, 3), at(1, 3), null, 0, f32(2, 3), at(0, 2), null)),
        new InvalidOp(
            "norm: mean F32 [2] overlaps an input F32 [3]",
            () -> norm(f32(2, 3), null, at(1, 3), 0, f32(2, 3), at(0, 2), null)),
        new InvalidOp(
            "norm: mean F32 [2] overlaps an input F32 [2, 3]",
            () -> norm(f32(2, 3), null, null, 0, at(1, 2, 3), at(0, 2), null)),
        new InvalidOp(
            "norm: inverseDeviation must be F32, was F16 [2]",
            () -> norm(f32(2, 3), null, null, 0, f32(2, 3), null, f16(2))),
        new InvalidOp(
            "norm: inverseDeviation must be [2], was F32 [3]",
            () -> norm(f32(2, 3), null, null, 0, f32(2, 3), null, f32(3))),
        new InvalidOp(
            "norm: inverseDeviation F32 [2] overlaps an input F32 [2, 3]",
            () -> norm(at(1, 2, 3), null, null, 0, f32(2, 3), null, at(0, 2))),
        new InvalidOp(
            "norm: inverseDeviation F32 [2] overlaps an input F32 [3]",
            () -> norm(f32(2, 3), at(1, 3), null, 0, f32(2, 3), null, at(0, 2))),
        new InvalidOp(
            "norm: inverseDeviation F32 [2] overlaps an input F32 [3]",
            () -> norm(f32(2, 3), null, at(1, 3), 0, f32(2, 3), null, at(0, 2))),
        new InvalidOp(
            "norm: inverseDeviation F32 [2] overlaps an input F32 [2, 3]",
            () -> norm(f32(2, 3), null, null, 0, at(1, 2, 3), null, at(0, 2))),
        new InvalidOp(
            "norm: inverseDeviation F32 [2] overlaps an input F32 [2]",
            () -> norm(f32(2, 3), null, null, 0, f32(2, 3), at(1, 2), at(0, 2))));
  }

  private static List<InvalidOp> addNorms() {
    return List.of(
        new InvalidOp(
            "addNorm: a must be F32, was F16 [2, 3]",
            () -> addNorm(f16(2, 3), f32(2, 3), null, null, 0, null, f32(2, 3))),
        new InvalidOp(
            "addNorm: b must be F32, was F16 [2, 3]",
            () -> addNorm(f32(2, 3), f16(2, 3), null, null, 0, null, f32(2, 3))),
        new InvalidOp(
            "addNorm: out must be F32, was F16 [2, 3]",
            () -> addNorm(f32(2, 3), f32(2, 3), null, null, 0, null, f16(2, 3))),
        new InvalidOp(
            "addNorm: b F32 [3] must have the shape of a F32 [2, 3]",
            () -> addNorm(f32(2, 3), f32(3), null, null, 0, null, f32(2, 3))),
        new InvalidOp(
            "addNorm: out F32 [3] must have the shape of a F32 [2, 3]",
            () -> addNorm(f32(2, 3), f32(2, 3), null, null, 0, null, f32(3))),
        new InvalidOp(
            "addNorm: weight must be [3], was F32 [2]",
            () -> addNorm(f32(2, 3), f32(2, 3), f32(2), null, 0, null, f32(2, 3))),
        new InvalidOp(
            "addNorm: bias must be F32, was F16 [3]",
            () -> addNorm(f32(2, 3), f32(2, 3), null, f16(3), 0, null, f32(2, 3))),
        new InvalidOp(
            "addNorm: epsilon must be at least 0 and finite, was -1.0",
            () -> addNorm(f32(2, 3), f32(2, 3), null, null, -1, null, f32(2, 3))),
        new InvalidOp(
            "addNorm: out F32 [2, 3] overlaps an input F32 [2, 3] without",
            () -> addNorm(at(1, 2, 3), f32(2, 3), null, null, 0, null, at(0, 2, 3))),
        new InvalidOp(
            "addNorm: out F32 [2, 3] overlaps an input F32 [2, 3] without",
            () -> addNorm(f32(2, 3), at(1, 2, 3), null, null, 0, null, at(0, 2, 3))),
        new InvalidOp(
            "addNorm: out F32 [2, 3] overlaps an input F32 [3]",
            () -> addNorm(f32(2, 3), f32(2, 3), at(1, 3), null, 0, null, at(0, 2, 3))),
        new InvalidOp(
            "addNorm: out F32 [2, 3] overlaps an input F32 [3]",
            () -> addNorm(f32(2, 3), f32(2, 3), null, at(1, 3), 0, null, at(0, 2, 3))),
        new InvalidOp(
            "addNorm: sum must be F32, was F16 [2, 3]",
            () -> addNorm(f32(2, 3), f32(2, 3), null, null, 0, f16(2, 3), f32(2, 3))),
        new InvalidOp(
            "addNorm: sum F32 [3] must have the shape of a F32 [2, 3]",
            () -> addNorm(f32(2, 3), f32(2, 3), null, null, 0, f32(3), f32(2, 3))),
        new InvalidOp(
            "addNorm: sum F32 [2, 3] overlaps an input F32 [2, 3] without",
            () -> addNorm(at(1, 2, 3), f32(2, 3), null, null, 0, at(0, 2, 3), f32(2, 3))),
        new InvalidOp(
            "addNorm: sum F32 [2, 3] overlaps an input F32 [2, 3] without",
            () -> addNorm(f32(2, 3), at(1, 2, 3), null, null, 0, at(0, 2, 3), f32(2, 3))),
        new InvalidOp(
            "addNorm: sum F32 [2, 3] overlaps an input F32 [3]",
            () -> addNorm(f32(2, 3), f32(2, 3), at(1, 3), null, 0, at(0, 2, 3), f32(2, 3))),
        new InvalidOp(
            "addNorm: sum F32 [2, 3] overlaps an input F32 [3]",
            () -> addNorm(f32(2, 3), f32(2, 3), null, at(1, 3), 0, at(0, 2, 3), f32(2, 3))),
        new InvalidOp(
            "addNorm: sum F32 [2, 3] overlaps an input F32 [2, 3]",
            () -> addNorm(f32(2, 3), f32(2, 3), null, null, 0, at(0, 2, 3), at(0, 2, 3))));
  }

  private static List<InvalidOp> others() {
    return List.of(
        new InvalidOp(
            "normalizeRows: in must be F32, was F16 [2, 3]",
            () -> new NormalizeRows(f16(2, 3), 1, f32(2, 3))),
        new InvalidOp(
            "normalizeRows: out must be F32, was F16 [2, 3]",
            () -> new NormalizeRows(f32(2, 3), 1, f16(2, 3))),
        new InvalidOp(
            "normalizeRows: out F32 [2, 2] must have the shape of in F32 [2, 3]",
            () -> new NormalizeRows(f32(2, 3), 1, f32(2, 2))),
        new InvalidOp(
            "normalizeRows: epsilon must be positive and finite, was 0.0",
            () -> new NormalizeRows(f32(2, 3), 0, f32(2, 3))),
        new InvalidOp(
            "normalizeRows: epsilon must be positive and finite, was Infinity",
            () -> new NormalizeRows(f32(2, 3), Float.POSITIVE_INFINITY, f32(2, 3))),
        new InvalidOp(
            "normalizeRows: out F32 [2, 3] overlaps an input F32 [2, 3] without",
            () -> new NormalizeRows(at(1, 2, 3), 1, at(0, 2, 3))),
        new InvalidOp(
            "softmax: in must be F32, was F16 [2, 3]", () -> Softmax.of(f16(2, 3), f32(2, 3))),
        new InvalidOp(
            "softmax: out must be F32, was F16 [2, 3]", () -> Softmax.of(f32(2, 3), f16(2, 3))),
        new InvalidOp(
            "softmax: out F32 [3, 2] must have the shape of in F32 [2, 3]",
            () -> Softmax.of(f32(2, 3), f32(3, 2))),
        new InvalidOp(
            "softmax: out F32 [2, 3] overlaps an input F32 [2, 3] without",
            () -> Softmax.of(at(1, 2, 3), at(0, 2, 3))),
        new InvalidOp(
            "softmax: out F32 [2, 3] strides [0, 1] writes some places twice",
            () -> Softmax.of(f32(2, 3), repeated(2, 3))),
        new InvalidOp(
            "softmax: logSumExp must be F32, was F16 [2]",
            () -> new Softmax(f32(2, 3), f32(2, 3), f16(2))),
        new InvalidOp(
            "softmax: logSumExp must be [2], was F32 [2, 1]",
            () -> new Softmax(f32(2, 3), f32(2, 3), f32(2, 1))),
        new InvalidOp(
            "softmax: logSumExp F32 [2] overlaps an input F32 [2, 3]",
            () -> new Softmax(at(1, 2, 3), f32(2, 3), at(0, 2))),
        new InvalidOp(
            "softmax: logSumExp F32 [2] overlaps an input F32 [2, 3]",
            () -> new Softmax(f32(2, 3), at(1, 2, 3), at(0, 2))));
  }

  private static Op norm(
      Tensor in,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      float epsilon,
      Tensor out,
      @Nullable Tensor mean,
      @Nullable Tensor inverseDeviation) {
    return new Norm(NormKind.LAYER, in, weight, bias, epsilon, out, mean, inverseDeviation);
  }

  private static Op addNorm(
      Tensor a,
      Tensor b,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      float epsilon,
      @Nullable Tensor sum,
      Tensor out) {
    return new AddNorm(NormKind.RMS, a, b, weight, bias, epsilon, sum, out);
  }
}
