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

/** GatherRows, ScatterRows, PoolRows, ArgMaxRows and TopKRows that cannot be. */
final class InvalidRowOps {
  private InvalidRowOps() {}

  static List<InvalidOp> all() {
    return List.of(
        new InvalidOp(
            "gatherRows: table must be F32, F16, BF16 or quantized, was I32 [5, 3]",
            () -> gather(i32(5, 3), i32(2), f32(2, 3))),
        new InvalidOp(
            "gatherRows: table must have 2 dimensions, was F32 [5, 1, 3]",
            () -> gather(f32(5, 1, 3), i32(2), f32(2, 1))),
        new InvalidOp(
            "gatherRows: indices must be I32, was F32 [2]",
            () -> gather(f32(5, 3), f32(2), f32(2, 3))),
        new InvalidOp(
            "gatherRows: indices must have 1 dimensions, was I32 [2, 1]",
            () -> gather(f32(5, 3), i32(2, 1), f32(2, 3))),
        new InvalidOp(
            "gatherRows: out must be F32, was F16 [2, 3]",
            () -> gather(f32(5, 3), i32(2), f16(2, 3))),
        new InvalidOp(
            "gatherRows: out must be [2, 3], was F32 [2, 4]",
            () -> gather(f32(5, 3), i32(2), f32(2, 4))),
        new InvalidOp(
            "gatherRows: out F32 [2, 3] overlaps an input F32 [5, 3]",
            () -> gather(at(0, 5, 3), i32(2), at(9, 2, 3))),
        new InvalidOp(
            "gatherRows: out F32 [2, 3] overlaps an input I32 [2]",
            () -> gather(f32(5, 3), at(DType.I32, 10, 2), at(9, 2, 3))),
        new InvalidOp(
            "gatherRows: out F32 [2, 3] strides [0, 1] writes some places twice",
            () -> gather(f32(5, 3), i32(2), repeated(2, 3))),
        new InvalidOp(
            "scatterRows: from must be F32, was F16 [2, 3]",
            () -> new ScatterRows(f16(2, 3), i32(2), f32(5, 3))),
        new InvalidOp(
            "scatterRows: from must have 2 dimensions, was F32 [2, 1, 3]",
            () -> new ScatterRows(f32(2, 1, 3), i32(2), f32(5, 1))),
        new InvalidOp(
            "scatterRows: indices must be I32, was F32 [2]",
            () -> new ScatterRows(f32(2, 3), f32(2), f32(5, 3))),
        new InvalidOp(
            "scatterRows: indices must be [2], was I32 [3]",
            () -> new ScatterRows(f32(2, 3), i32(3), f32(5, 3))),
        new InvalidOp(
            "scatterRows: to must be F32, F16 or BF16, was I32 [5, 3]",
            () -> new ScatterRows(f32(2, 3), i32(2), i32(5, 3))),
        new InvalidOp(
            "scatterRows: to must be [5, 3], was F32 [5, 4]",
            () -> new ScatterRows(f32(2, 3), i32(2), f32(5, 4))),
        new InvalidOp(
            "scatterRows: to F32 [5, 3] overlaps an input F32 [2, 3]",
            () -> new ScatterRows(at(14, 2, 3), i32(2), at(0, 5, 3))),
        new InvalidOp(
            "scatterRows: to F32 [5, 3] overlaps an input I32 [2]",
            () -> new ScatterRows(f32(2, 3), at(DType.I32, 14, 2), at(0, 5, 3))),
        new InvalidOp(
            "poolRows: in must be F32, was F16 [5, 3]",
            () -> pool(f16(5, 3), SeqSpans.packed(2, 3), f32(2, 3))),
        new InvalidOp(
            "poolRows: out must be F32, was F16 [2, 3]",
            () -> pool(f32(5, 3), SeqSpans.packed(2, 3), f16(2, 3))),
        new InvalidOp(
            "poolRows: in must have 2 dimensions, was F32 [5, 3, 1]",
            () -> pool(f32(5, 3, 1), SeqSpans.packed(2, 3), f32(2, 3))),
        new InvalidOp(
            "poolRows: spans end at row 6 of 5",
            () -> pool(f32(5, 3), SeqSpans.packed(2, 4), f32(2, 3))),
        new InvalidOp(
            "poolRows: sequence 1 is empty; there is nothing to pool",
            () -> pool(f32(5, 3), SeqSpans.packed(5, 0), f32(2, 3))),
        new InvalidOp(
            "poolRows: out must be [2, 3], was F32 [3, 3]",
            () -> pool(f32(5, 3), SeqSpans.packed(2, 3), f32(3, 3))),
        new InvalidOp(
            "poolRows: out F32 [2, 3] overlaps an input F32 [5, 3]",
            () -> pool(at(0, 5, 3), SeqSpans.packed(2, 3), at(0, 2, 3))),
        new InvalidOp(
            "argMaxRows: in must be F32, was I32 [2, 3]", () -> new ArgMaxRows(i32(2, 3), i32(2))),
        new InvalidOp(
            "argMaxRows: out must be I32, was F32 [2]", () -> new ArgMaxRows(f32(2, 3), f32(2))),
        new InvalidOp(
            "argMaxRows: rows of F32 [2, 0] are empty", () -> new ArgMaxRows(f32(2, 0), i32(2))),
        new InvalidOp(
            "argMaxRows: out must be [2], was I32 [3]", () -> new ArgMaxRows(f32(2, 3), i32(3))),
        new InvalidOp(
            "argMaxRows: out I32 [2] overlaps an input F32 [2, 3]",
            () -> new ArgMaxRows(at(0, 2, 3), at(DType.I32, 5, 2))),
        new InvalidOp(
            "topKRows: in must be F32, was F16 [2, 5]",
            () -> new TopKRows(f16(2, 5), f32(2, 3), i32(2, 3))),
        new InvalidOp(
            "topKRows: values must be F32, was F16 [2, 3]",
            () -> new TopKRows(f32(2, 5), f16(2, 3), i32(2, 3))),
        new InvalidOp(
            "topKRows: indices must be I32, was F32 [2, 3]",
            () -> new TopKRows(f32(2, 5), f32(2, 3), f32(2, 3))),
        new InvalidOp(
            "topKRows: in must have 2 dimensions, was F32 [2, 5, 7]",
            () -> new TopKRows(f32(2, 5, 7), f32(2, 3), i32(2, 3))),
        new InvalidOp(
            "topKRows: values must have 2 dimensions, was F32 [2, 3, 1]",
            () -> new TopKRows(f32(2, 5), f32(2, 3, 1), i32(2, 3))),
        new InvalidOp(
            "topKRows: k must be 1 to 5, was 0",
            () -> new TopKRows(f32(2, 5), f32(2, 0), i32(2, 0))),
        new InvalidOp(
            "topKRows: k must be 1 to 5, was 6",
            () -> new TopKRows(f32(2, 5), f32(2, 6), i32(2, 6))),
        new InvalidOp(
            "topKRows: values must be [2, 3], was F32 [1, 3]",
            () -> new TopKRows(f32(2, 5), f32(1, 3), i32(2, 3))),
        new InvalidOp(
            "topKRows: indices must be [2, 3], was I32 [2, 4]",
            () -> new TopKRows(f32(2, 5), f32(2, 3), i32(2, 4))),
        new InvalidOp(
            "topKRows: values F32 [2, 3] overlaps an input F32 [2, 5]",
            () -> new TopKRows(at(0, 2, 5), at(9, 2, 3), i32(2, 3))),
        new InvalidOp(
            "topKRows: indices I32 [2, 3] overlaps an input F32 [2, 5]",
            () -> new TopKRows(at(0, 2, 5), f32(2, 3), at(DType.I32, 9, 2, 3))),
        new InvalidOp(
            "topKRows: indices I32 [2, 3] overlaps an input F32 [2, 3]",
            () -> new TopKRows(f32(2, 5), at(0, 2, 3), at(DType.I32, 0, 2, 3))));
  }

  private static Op gather(Tensor table, Tensor indices, Tensor out) {
    return new GatherRows(table, indices, false, out);
  }

  private static Op pool(Tensor in, SeqSpans spans, Tensor out) {
    return new PoolRows(Pooling.MEAN, in, spans, out);
  }
}
