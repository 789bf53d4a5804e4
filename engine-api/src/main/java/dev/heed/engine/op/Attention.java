package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention (Vaswani et al., 2017) over sequences of any lengths. For sequence
 * s, head h and query row i:
 *
 * <pre>
 *   score[j]  = cap(scale · q[i, h] · k[j, g]) + bias[h, i, j] − slope[h] · |last − j|   for visible j
 *   weight[j] = e^score[j] / Σ e^score
 *   out[i, h] = Σ drop(weight[j]) · v[j, g]
 * </pre>
 *
 * where g = h / (heads / kvHeads) (multi-query and grouped-query attention), cap(x) = softCap ·
 * tanh(x / softCap) when softCap &gt; 0, and last = i + keys − queries. Where nothing is visible,
 * or every score is −∞, the row is 0 and its log-sum-exp −∞.
 *
 * <p>Keys and values may be stored in 16 bits, as a cache keeps them. They are widened as they are
 * read, which is exact: the result has the bits that it has over the same values in F32.
 *
 * @param q F32 [queryRows, heads, headSize]
 * @param k F32, F16 or BF16 [keyRows, kvHeads, headSize]
 * @param v of the type of k, [keyRows, kvHeads, valueSize]
 * @param queries rows of q of each sequence; no row in two sequences
 * @param keys rows of k and v of each sequence; spans may share rows
 * @param masking what is visible and what is added
 * @param scale factor of the dot product; 1/√headSize is usual
 * @param softCap 0 for none
 * @param out F32 [queryRows, heads, valueSize]
 * @param logSumExp optional F32 [heads, queryRows]: ln Σ e^score
 * @param weights optional F32 [count]: the softmax weights, one sequence after the other, each
 *     [heads, queries, keys]; 0 where a key is not visible
 * @param dropout optional: which weights are dropped before they meet the values, an element's
 *     number being its place in weights (Vaswani et al., 2017); neither logSumExp nor weights show
 *     it
 */
public record Attention(
    Tensor q,
    Tensor k,
    Tensor v,
    SeqSpans queries,
    SeqSpans keys,
    Masking masking,
    float scale,
    float softCap,
    Tensor out,
    @Nullable Tensor logSumExp,
    @Nullable Tensor weights,
    @Nullable Chance dropout)
    implements Op.Differentiable {

  public Attention {
    String op = "attention";
    Require.type(op, "q", q, DType.F32);
    Require.floating(op, "k", k);
    Require.floating(op, "v", v);
    if (k.dtype() != v.dtype()) {
      throw broken(op, "k %s and v %s must be of one type".formatted(k, v));
    }
    Require.type(op, "out", out, DType.F32);
    Require.rank(op, "q", q, 3);
    Require.rank(op, "k", k, 3);
    Require.rank(op, "v", v, 3);
    int heads = q.size(1);
    int kvHeads = k.size(1);
    if (kvHeads == 0 || heads % kvHeads != 0) {
      throw broken(
          op,
          "%d query heads cannot share %d key heads; the first must be a multiple of the second"
              .formatted(heads, kvHeads));
    }
    if (q.size(2) != k.size(2)) {
      throw broken(op, "q %s and k %s must have the same head size".formatted(q, k));
    }
    Require.shape(op, "v", v, k.size(0), kvHeads, v.size(2));
    Require.shape(op, "out", out, q.size(0), heads, v.size(2));
    if (queries.count() != keys.count()) {
      throw broken(
          op, "%d sequences of queries for %d of keys".formatted(queries.count(), keys.count()));
    }
    if (!queries.isDisjoint()) {
      throw broken(op, "two sequences share query rows: " + queries);
    }
    Require.spansFit(op, "query spans", queries, q.size(0));
    Require.spansFit(op, "key spans", keys, k.size(0));
    Require.finite(op, "scale", scale);
    if (!(softCap >= 0) || Float.isInfinite(softCap)) {
      throw broken(op, "softCap must be 0 (none) or positive, was " + softCap);
    }
    long pairs = pairs(queries, keys);
    if (dropout != null && heads * pairs > Integer.MAX_VALUE) {
      throw broken(
          op,
          "weights are numbered by an int for dropout, and %,d pairs of %d heads are more"
              .formatted(pairs, heads));
    }
    Tensor bias = masking.bias();
    if (bias != null) {
      Require.type(op, "bias", bias, DType.F32);
      Require.rank(op, "bias", bias, 1);
      if (bias.elements() != pairs && bias.elements() != heads * pairs) {
        throw broken(
            op,
            "bias must have %,d values (one per query and key) or %,d (one per head too), had %,d"
                .formatted(pairs, heads * pairs, bias.elements()));
      }
    }
    AlibiSlopes alibi = masking.alibi();
    if (alibi != null && alibi.heads() != heads) {
      throw broken(op, "%d ALiBi slopes for %d heads".formatted(alibi.heads(), heads));
    }
    Require.output(op, "out", out, q, k, v, bias);
    if (logSumExp != null) {
      Require.type(op, "logSumExp", logSumExp, DType.F32);
      Require.shape(op, "logSumExp", logSumExp, heads, q.size(0));
      Require.output(op, "logSumExp", logSumExp, q, k, v, bias, out);
    }
    if (weights != null) {
      Require.type(op, "weights", weights, DType.F32);
      Require.rank(op, "weights", weights, 1);
      if (weights.elements() != heads * pairs) {
        throw broken(
            op,
            "weights must have room for %,d values, had %,d"
                .formatted(heads * pairs, weights.elements()));
      }
      Require.output(op, "weights", weights, q, k, v, bias, out, logSumExp);
    }
  }

  /** Without dropout. */
  public Attention(
      Tensor q,
      Tensor k,
      Tensor v,
      SeqSpans queries,
      SeqSpans keys,
      Masking masking,
      float scale,
      float softCap,
      Tensor out,
      @Nullable Tensor logSumExp,
      @Nullable Tensor weights) {
    this(q, k, v, queries, keys, masking, scale, softCap, out, logSumExp, weights, null);
  }

  /** Without soft cap, log-sum-exp, returned weights or dropout. */
  public static Attention of(
      Tensor q,
      Tensor k,
      Tensor v,
      SeqSpans queries,
      SeqSpans keys,
      Masking masking,
      float scale,
      Tensor out) {
    return new Attention(q, k, v, queries, keys, masking, scale, 0, out, null, null);
  }

  /** Number of (query, key) pairs over all sequences: the size of one head's weights. */
  public static long pairs(SeqSpans queries, SeqSpans keys) {
    long pairs = 0;
    for (int s = 0; s < queries.count(); s++) {
      pairs += (long) queries.length(s) * keys.length(s);
    }
    return pairs;
  }

  /** Query heads. */
  public int heads() {
    return q.size(1);
  }

  /** Query heads that share one key head. */
  public int group() {
    return q.size(1) / k.size(1);
  }

  /** True when the bias has values for every head; false when heads share it, or there is none. */
  public boolean hasBiasPerHead() {
    Tensor bias = masking.bias();
    return bias != null && heads() > 1 && bias.elements() != pairs(queries, keys);
  }

  @Override
  public String name() {
    return "attention";
  }

  @Override
  public List<Tensor> inputs() {
    Tensor bias = masking.bias();
    return bias == null ? List.of(q, k, v) : List.of(q, k, v, bias);
  }

  @Override
  public List<Tensor> outputs() {
    List<Tensor> outputs = new ArrayList<>(3);
    outputs.add(out);
    if (logSumExp != null) {
      outputs.add(logSumExp);
    }
    if (weights != null) {
      outputs.add(weights);
    }
    return outputs;
  }
}
