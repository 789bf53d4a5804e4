package dev.heed.engine.op;

import static dev.heed.engine.op.Shapes.at;
import static dev.heed.engine.op.Shapes.f16;
import static dev.heed.engine.op.Shapes.f32;
import static dev.heed.engine.op.Shapes.i32;
import static dev.heed.engine.op.Shapes.repeated;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of elements, norms, rows and products, and sums, that cannot be. */
final class InvalidGradients {
  private InvalidGradients() {}

  static List<InvalidOp> all() {
    return List.of(
        new InvalidOp(
            "activateGradient: in must be F32, was F16 [2, 3]",
            () -> activate(f16(2, 3), f32(2, 3), f32(2, 3))),
        new InvalidOp(
            "activateGradient: outGradient must be F32, was F16 [2, 3]",
            () -> activate(f32(2, 3), f16(2, 3), f32(2, 3))),
        new InvalidOp(
            "activateGradient: outGradient F32 [3, 2] must have the shape of in F32 [2, 3]",
            () -> activate(f32(2, 3), f32(3, 2), f32(2, 3))),
        new InvalidOp(
            "activateGradient: inGradient F32 [6] must have the shape of in F32 [2, 3]",
            () -> activate(f32(2, 3), f32(2, 3), f32(6))),
        new InvalidOp(
            "activateGradient: inGradient F32 [2, 3] overlaps an input F32 [2, 3] without being",
            () -> activate(f32(2, 3), at(1, 2, 3), at(0, 2, 3))),
        new InvalidOp(
            "activateGradient: inGradient F32 [2, 3] overlaps an input F32 [2, 3]; give it",
            () -> activate(at(0, 2, 3), f32(2, 3), at(0, 2, 3))),
        new InvalidOp(
            "activateGradient: inGradient F32 [2, 3] strides [0, 1] writes some places twice",
            () -> activate(f32(2, 3), f32(2, 3), repeated(2, 3))),
        new InvalidOp(
            "gatedMlpGradient: up F32 [3, 2] must have the shape of gate F32 [2, 3]",
            () -> gatedMlp(f32(2, 3), f32(3, 2), f32(2, 3), f32(2, 3), f32(2, 3))),
        new InvalidOp(
            "gatedMlpGradient: outGradient must be F32, was I32 [2, 3]",
            () -> gatedMlp(f32(2, 3), f32(2, 3), i32(2, 3), f32(2, 3), f32(2, 3))),
        new InvalidOp(
            "gatedMlpGradient: gateGradient F32 [2, 3] overlaps an input F32 [2, 3]; give it",
            () -> gatedMlp(f32(2, 3), at(0, 2, 3), f32(2, 3), at(0, 2, 3), f32(2, 3))),
        new InvalidOp(
            "gatedMlpGradient: upGradient F32 [2, 3] overlaps an input F32 [2, 3]; give it",
            () -> gatedMlp(at(0, 2, 3), f32(2, 3), f32(2, 3), f32(2, 3), at(0, 2, 3))),
        new InvalidOp(
            "gatedMlpGradient: upGradient F32 [2, 3] overlaps an input F32 [2, 3]; give it",
            () -> gatedMlp(f32(2, 3), f32(2, 3), f32(2, 3), at(0, 2, 3), at(3, 2, 3))),
        new InvalidOp(
            "normGradient: in must be F32, was F16 [2, 3]",
            () -> norm(f16(2, 3), null, 0, f32(2, 3), f32(2, 3), null, null)),
        new InvalidOp(
            "normGradient: weight must be [3], was F32 [2]",
            () -> norm(f32(2, 3), f32(2), 0, f32(2, 3), f32(2, 3), null, null)),
        new InvalidOp(
            "normGradient: weightGradient must be [3], was F32 [2, 3]",
            () -> norm(f32(2, 3), null, 0, f32(2, 3), f32(2, 3), f32(2, 3), null)),
        new InvalidOp(
            "normGradient: biasGradient must be F32, was F16 [3]",
            () -> norm(f32(2, 3), null, 0, f32(2, 3), f32(2, 3), null, f16(3))),
        new InvalidOp(
            "normGradient: epsilon must be at least 0 and finite, was -1.0",
            () -> norm(f32(2, 3), null, -1, f32(2, 3), f32(2, 3), null, null)),
        new InvalidOp(
            "normGradient: inGradient F32 [2, 3] overlaps an input F32 [2, 3]; give it",
            () -> norm(at(0, 2, 3), null, 0, f32(2, 3), at(0, 2, 3), null, null)),
        new InvalidOp(
            "normGradient: biasGradient F32 [3] overlaps an input F32 [3]",
            () -> norm(f32(2, 3), null, 0, f32(2, 3), f32(2, 3), at(0, 3), at(2, 3))),
        new InvalidOp(
            "normalizeRowsGradient: epsilon must be positive and finite, was 0.0",
            () -> new NormalizeRowsGradient(f32(2, 3), 0, f32(2, 3), f32(2, 3))),
        new InvalidOp(
            "normalizeRowsGradient: inGradient F32 [2] must have the shape of in F32 [2, 3]",
            () -> new NormalizeRowsGradient(f32(2, 3), 1, f32(2, 3), f32(2))),
        new InvalidOp(
            "normalizeRowsGradient: inGradient F32 [2, 3] overlaps an input F32 [2, 3]",
            () -> new NormalizeRowsGradient(at(0, 2, 3), 1, f32(2, 3), at(0, 2, 3))),
        new InvalidOp(
            "softmaxGradient: out must be F32, was F16 [2, 3]",
            () -> new SoftmaxGradient(f16(2, 3), f32(2, 3), f32(2, 3))),
        new InvalidOp(
            "softmaxGradient: outGradient F32 [2, 4] must have the shape of out F32 [2, 3]",
            () -> new SoftmaxGradient(f32(2, 3), f32(2, 4), f32(2, 3))),
        new InvalidOp(
            "softmaxGradient: inGradient F32 [2, 3] overlaps an input F32 [2, 3]",
            () -> new SoftmaxGradient(at(0, 2, 3), f32(2, 3), at(0, 2, 3))),
        new InvalidOp(
            "rotateGradient: outGradient must have 3 dimensions, was F32 [2, 4]",
            () -> rotate(f32(2, 4), f32(9, 2), i32(2), f32(2, 4))),
        new InvalidOp(
            "rotateGradient: tables of 3 pairs turn 6 elements, but a head has 4",
            () -> rotate(f32(2, 1, 4), f32(9, 3), i32(2), f32(2, 1, 4))),
        new InvalidOp(
            "rotateGradient: positions must be [2], was I32 [3]",
            () -> rotate(f32(2, 1, 4), f32(9, 2), i32(3), f32(2, 1, 4))),
        new InvalidOp(
            "rotateGradient: inGradient F32 [2, 1, 4] overlaps an input F32 [9, 2]",
            () -> rotate(f32(2, 1, 4), at(7, 9, 2), i32(2), at(0, 2, 1, 4))),
        new InvalidOp(
            "poolRowsGradient: outGradient must be [2, 3], was F32 [3, 3]",
            () -> pool(Pooling.CLS, null, SeqSpans.packed(2, 3), f32(3, 3), f32(5, 3))),
        new InvalidOp(
            "poolRowsGradient: spans end at row 6 of 5",
            () -> pool(Pooling.CLS, null, SeqSpans.packed(2, 4), f32(2, 3), f32(5, 3))),
        new InvalidOp(
            "poolRowsGradient: two sequences share rows",
            () -> pool(Pooling.CLS, null, sharing(), f32(2, 3), f32(5, 3))),
        new InvalidOp(
            "poolRowsGradient: sequence 1 is empty; there is nothing to pool",
            () -> pool(Pooling.CLS, null, SeqSpans.packed(2, 0), f32(2, 3), f32(5, 3))),
        new InvalidOp(
            "poolRowsGradient: MAX needs in, to find the greatest values again",
            () -> pool(Pooling.MAX, null, SeqSpans.packed(2, 3), f32(2, 3), f32(5, 3))),
        new InvalidOp(
            "poolRowsGradient: in F32 [6, 3] must have the shape of inGradient F32 [5, 3]",
            () -> pool(Pooling.MAX, f32(6, 3), SeqSpans.packed(2, 3), f32(2, 3), f32(5, 3))),
        new InvalidOp(
            "poolRowsGradient: inGradient F32 [5, 3] overlaps an input F32 [2, 3]",
            () -> pool(Pooling.CLS, null, SeqSpans.packed(2, 3), at(0, 2, 3), at(0, 5, 3))),
        new InvalidOp(
            "scatterAddRows: from must have 2 dimensions, was F32 [2]",
            () -> new ScatterAddRows(f32(2), i32(2), f32(5, 3))),
        new InvalidOp(
            "scatterAddRows: indices must be [2], was I32 [3]",
            () -> new ScatterAddRows(f32(2, 3), i32(3), f32(5, 3))),
        new InvalidOp(
            "scatterAddRows: to must be F32, was F16 [5, 3]",
            () -> new ScatterAddRows(f32(2, 3), i32(2), f16(5, 3))),
        new InvalidOp(
            "scatterAddRows: to must be [5, 3], was F32 [5, 4]",
            () -> new ScatterAddRows(f32(2, 3), i32(2), f32(5, 4))),
        new InvalidOp(
            "scatterAddRows: to F32 [5, 3] overlaps an input F32 [2, 3]",
            () -> new ScatterAddRows(at(14, 2, 3), i32(2), at(0, 5, 3))),
        new InvalidOp(
            "sumRows: out must be [3], was F32 [2]", () -> new SumRows(f32(2, 3), true, f32(2))),
        new InvalidOp(
            "sumRows: in must be F32, was I32 [2, 3]", () -> new SumRows(i32(2, 3), true, f32(3))),
        new InvalidOp(
            "sumRows: out F32 [3] overlaps an input F32 [2, 3]",
            () -> new SumRows(at(0, 2, 3), false, at(5, 3))),
        new InvalidOp(
            "sumSquares: out must be [1], was F32 [2]", () -> new SumSquares(f32(2, 3), f32(2))),
        new InvalidOp(
            "sumSquares: out F32 [1] overlaps an input F32 [2, 3]",
            () -> new SumSquares(at(0, 2, 3), at(5, 1))),
        new InvalidOp(
            "linearGradient: no gradient is asked for",
            () -> linear(f32(2, 3), f32(4, 3), f32(2, 4), null, null, null)),
        new InvalidOp(
            "linearGradient: inGradient needs the weight",
            () -> linear(f32(2, 3), null, f32(2, 4), f32(2, 3), null, null)),
        new InvalidOp(
            "linearGradient: weightGradient needs in",
            () -> linear(null, f32(4, 3), f32(2, 4), null, f32(4, 3), null)),
        new InvalidOp(
            "linearGradient: outGradient F32 [3, 4] must have the rows of in F32 [2, 3]",
            () -> linear(f32(2, 3), null, f32(3, 4), null, f32(4, 3), null)),
        new InvalidOp(
            "linearGradient: weight must be [4, 3], was F32 [5, 3]",
            () -> linear(null, f32(5, 3), f32(2, 4), f32(2, 3), null, null)),
        new InvalidOp(
            "linearGradient: weight must be F32, F16, BF16 or quantized, was I32 [4, 3]",
            () -> linear(null, i32(4, 3), f32(2, 4), f32(2, 3), null, null)),
        new InvalidOp(
            "linearGradient: inGradient F32 [2, 5] must have the 3 features that the weight",
            () -> linear(null, f32(4, 3), f32(2, 4), f32(2, 5), null, null)),
        new InvalidOp(
            "linearGradient: weightGradient must be F32, was F16 [4, 3]",
            () -> linear(f32(2, 3), null, f32(2, 4), null, f16(4, 3), null)),
        new InvalidOp(
            "linearGradient: weightGradient must be [4, 3], was F32 [3, 4]",
            () -> linear(f32(2, 3), null, f32(2, 4), null, f32(3, 4), null)),
        new InvalidOp(
            "linearGradient: biasGradient must be [4], was F32 [3]",
            () -> linear(null, null, f32(2, 4), null, null, f32(3))),
        new InvalidOp(
            "linearGradient: inGradient F32 [2, 4] overlaps an input F32 [2, 4]",
            () -> linear(null, f32(4, 4), at(0, 2, 4), at(0, 2, 4), null, null)),
        new InvalidOp(
            "linearGradient: weightGradient F32 [4, 3] overlaps an input F32 [4, 3]",
            () -> linear(f32(2, 3), at(0, 4, 3), f32(2, 4), null, at(0, 4, 3), null)),
        new InvalidOp(
            "linearGradient: biasGradient F32 [4] overlaps an input F32 [4, 3]",
            () -> linear(f32(2, 3), null, f32(2, 4), null, at(0, 4, 3), at(11, 4))));
  }

  private static SeqSpans sharing() {
    return SeqSpans.of(new int[] {0, 2}, new int[] {3, 3});
  }

  private static Op activate(Tensor in, Tensor outGradient, Tensor inGradient) {
    return new ActivateGradient(Activation.GELU, in, outGradient, inGradient);
  }

  private static Op gatedMlp(
      Tensor gate, Tensor up, Tensor outGradient, Tensor gateGradient, Tensor upGradient) {
    return new GatedMlpGradient(Activation.SILU, gate, up, outGradient, gateGradient, upGradient);
  }

  private static Op norm(
      Tensor in,
      @Nullable Tensor weight,
      float epsilon,
      Tensor outGradient,
      Tensor inGradient,
      @Nullable Tensor weightGradient,
      @Nullable Tensor biasGradient) {
    return new NormGradient(
        NormKind.LAYER, in, weight, epsilon, outGradient, inGradient, weightGradient, biasGradient);
  }

  private static Op rotate(Tensor outGradient, Tensor tables, Tensor positions, Tensor inGradient) {
    Tensor sines = Tensor.shapeOnly(DType.F32, tables.layout().shape());
    return new RotateGradient(
        outGradient, tables, sines, positions, RotaryPairing.HALF_SPLIT, inGradient);
  }

  private static Op pool(
      Pooling pooling, @Nullable Tensor in, SeqSpans spans, Tensor outGradient, Tensor inGradient) {
    return new PoolRowsGradient(pooling, in, spans, outGradient, inGradient);
  }

  private static Op linear(
      @Nullable Tensor in,
      @Nullable Tensor weight,
      Tensor outGradient,
      @Nullable Tensor inGradient,
      @Nullable Tensor weightGradient,
      @Nullable Tensor biasGradient) {
    return new LinearGradient(in, weight, outGradient, inGradient, weightGradient, biasGradient);
  }
}
