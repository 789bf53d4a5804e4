package dev.heed.engine.op;

import static dev.heed.engine.op.Shapes.at;
import static dev.heed.engine.op.Shapes.f16;
import static dev.heed.engine.op.Shapes.f32;
import static dev.heed.engine.op.Shapes.i32;

import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Attention that cannot be: five queries over seven keys, four heads over two, size 3, values of
 * size 2. Each differs in one part from one that can.
 */
final class InvalidAttention {
  private Tensor q = f32(5, 4, 3);
  private Tensor k = f32(7, 2, 3);
  private Tensor v = f32(7, 2, 2);
  private SeqSpans queries = SeqSpans.packed(2, 3);
  private SeqSpans keys = SeqSpans.packed(3, 4);
  private @Nullable Tensor bias;
  private @Nullable AlibiSlopes alibi;
  private float scale = 1;
  private float softCap;
  private Tensor out = f32(5, 4, 2);
  private @Nullable Tensor logSumExp;
  private @Nullable Tensor weights;

  private InvalidAttention() {}

  static List<InvalidOp> all() {
    return List.of(
        with("attention: q must be F32, was F16 [5, 4, 3]", a -> a.q = f16(5, 4, 3)),
        with("attention: k must be F32, F16 or BF16, was I32 [7, 2, 3]", a -> a.k = i32(7, 2, 3)),
        with("attention: v must be F32, F16 or BF16, was I32 [7, 2, 2]", a -> a.v = i32(7, 2, 2)),
        with(
            "attention: k F16 [7, 2, 3] and v F32 [7, 2, 2] must be of one type",
            a -> a.k = f16(7, 2, 3)),
        with("attention: out must be F32, was F16 [5, 4, 2]", a -> a.out = f16(5, 4, 2)),
        with(
            "attention: q must have 3 dimensions, was F32 [5, 4, 3, 1]",
            a -> a.q = f32(5, 4, 3, 1)),
        with(
            "attention: k must have 3 dimensions, was F32 [7, 2, 3, 1]",
            a -> a.k = f32(7, 2, 3, 1)),
        with(
            "attention: v must have 3 dimensions, was F32 [7, 2, 2, 1]",
            a -> a.v = f32(7, 2, 2, 1)),
        with(
            "attention: 4 query heads cannot share 3 key heads",
            a -> {
              a.k = f32(7, 3, 3);
              a.v = f32(7, 3, 2);
            }),
        with(
            "attention: 4 query heads cannot share 0 key heads",
            a -> {
              a.k = f32(7, 0, 3);
              a.v = f32(7, 0, 2);
            }),
        with(
            "attention: q F32 [5, 4, 3] and k F32 [7, 2, 4] must have the same head size",
            a -> a.k = f32(7, 2, 4)),
        with("attention: v must be [7, 2, 2], was F32 [6, 2, 2]", a -> a.v = f32(6, 2, 2)),
        with("attention: v must be [7, 2, 2], was F32 [7, 4, 2]", a -> a.v = f32(7, 4, 2)),
        with("attention: out must be [5, 4, 2], was F32 [5, 4, 3]", a -> a.out = f32(5, 4, 3)),
        with("attention: 2 sequences of queries for 1 of keys", a -> a.keys = SeqSpans.packed(7)),
        with(
            "attention: two sequences share query rows",
            a -> a.queries = SeqSpans.of(new int[] {0, 1}, new int[] {2, 3})),
        with("attention: query spans end at row 6 of 5", a -> a.queries = SeqSpans.packed(2, 4)),
        with("attention: key spans end at row 8 of 7", a -> a.keys = SeqSpans.packed(4, 4)),
        with("attention: scale must be finite, was NaN", a -> a.scale = Float.NaN),
        with(
            "attention: scale must be finite, was -Infinity",
            a -> a.scale = Float.NEGATIVE_INFINITY),
        with("attention: softCap must be 0 (none) or positive, was -1.0", a -> a.softCap = -1),
        with(
            "attention: softCap must be 0 (none) or positive, was NaN", a -> a.softCap = Float.NaN),
        with(
            "attention: softCap must be 0 (none) or positive, was Infinity",
            a -> a.softCap = Float.POSITIVE_INFINITY),
        with("attention: bias must be F32, was F16 [18]", a -> a.bias = f16(18)),
        with("attention: bias must have 1 dimensions, was F32 [2, 9]", a -> a.bias = f32(2, 9)),
        with(
            "attention: bias must have 18 values (one per query and key) or 72 (one per head too), had 36",
            a -> a.bias = f32(36)),
        with("attention: 3 ALiBi slopes for 4 heads", a -> a.alibi = AlibiSlopes.forHeads(3)),
        with(
            "attention: out F32 [5, 4, 2] overlaps an input F32 [5, 4, 3]",
            a -> {
              a.q = at(30, 5, 4, 3);
              a.out = at(0, 5, 4, 2);
            }),
        with(
            "attention: out F32 [5, 4, 2] overlaps an input F32 [7, 2, 3]",
            a -> {
              a.k = at(30, 7, 2, 3);
              a.out = at(0, 5, 4, 2);
            }),
        with(
            "attention: out F32 [5, 4, 2] overlaps an input F32 [7, 2, 2]",
            a -> {
              a.v = at(30, 7, 2, 2);
              a.out = at(0, 5, 4, 2);
            }),
        with(
            "attention: out F32 [5, 4, 2] overlaps an input F32 [18]",
            a -> {
              a.bias = at(30, 18);
              a.out = at(0, 5, 4, 2);
            }),
        with("attention: logSumExp must be F32, was F16 [4, 5]", a -> a.logSumExp = f16(4, 5)),
        with("attention: logSumExp must be [4, 5], was F32 [5, 4]", a -> a.logSumExp = f32(5, 4)),
        with(
            "attention: logSumExp F32 [4, 5] overlaps an input F32 [5, 4, 3]",
            a -> {
              a.q = at(10, 5, 4, 3);
              a.logSumExp = at(0, 4, 5);
            }),
        with(
            "attention: logSumExp F32 [4, 5] overlaps an input F32 [7, 2, 3]",
            a -> {
              a.k = at(10, 7, 2, 3);
              a.logSumExp = at(0, 4, 5);
            }),
        with(
            "attention: logSumExp F32 [4, 5] overlaps an input F32 [7, 2, 2]",
            a -> {
              a.v = at(10, 7, 2, 2);
              a.logSumExp = at(0, 4, 5);
            }),
        with(
            "attention: logSumExp F32 [4, 5] overlaps an input F32 [18]",
            a -> {
              a.bias = at(10, 18);
              a.logSumExp = at(0, 4, 5);
            }),
        with(
            "attention: logSumExp F32 [4, 5] overlaps an input F32 [5, 4, 2]",
            a -> {
              a.out = at(10, 5, 4, 2);
              a.logSumExp = at(0, 4, 5);
            }),
        with("attention: weights must be F32, was F16 [72]", a -> a.weights = f16(72)),
        with(
            "attention: weights must have 1 dimensions, was F32 [4, 18]",
            a -> a.weights = f32(4, 18)),
        with("attention: weights must have room for 72 values, had 18", a -> a.weights = f32(18)),
        with(
            "attention: weights F32 [72] overlaps an input F32 [5, 4, 3]",
            a -> {
              a.q = at(70, 5, 4, 3);
              a.weights = at(0, 72);
            }),
        with(
            "attention: weights F32 [72] overlaps an input F32 [7, 2, 3]",
            a -> {
              a.k = at(70, 7, 2, 3);
              a.weights = at(0, 72);
            }),
        with(
            "attention: weights F32 [72] overlaps an input F32 [7, 2, 2]",
            a -> {
              a.v = at(70, 7, 2, 2);
              a.weights = at(0, 72);
            }),
        with(
            "attention: weights F32 [72] overlaps an input F32 [18]",
            a -> {
              a.bias = at(70, 18);
              a.weights = at(0, 72);
            }),
        with(
            "attention: weights F32 [72] overlaps an input F32 [5, 4, 2]",
            a -> {
              a.out = at(70, 5, 4, 2);
              a.weights = at(0, 72);
            }),
        with(
            "attention: weights F32 [72] overlaps an input F32 [4, 5]",
            a -> {
              a.logSumExp = at(70, 4, 5);
              a.weights = at(0, 72);
            }),
        new InvalidOp(
            "attention: a local window needs left and right of at least 0, was -1 and 2",
            () -> local(-1, 2)),
        new InvalidOp(
            "attention: a local window needs left and right of at least 0, was 2 and -1",
            () -> local(2, -1)),
        with(
            "attention: ALiBi needs at least one head, was 0",
            a -> a.alibi = AlibiSlopes.forHeads(0)),
        with(
            "attention: ALiBi slopes must be finite, was NaN",
            a -> a.alibi = AlibiSlopes.of(1, 1, Float.NaN, 1)));
  }

  private static InvalidOp with(String message, Consumer<InvalidAttention> mistake) {
    return new InvalidOp(
        message,
        () -> {
          InvalidAttention attention = new InvalidAttention();
          mistake.accept(attention);
          return attention.op(Visibility.ALL);
        });
  }

  private static Op local(int left, int right) {
    return new InvalidAttention().op(new Visibility.Local(left, right));
  }

  private Op op(Visibility visibility) {
    return new Attention(
        q,
        k,
        v,
        queries,
        keys,
        new Masking(visibility, bias, alibi),
        scale,
        softCap,
        out,
        logSumExp,
        weights);
  }
}
