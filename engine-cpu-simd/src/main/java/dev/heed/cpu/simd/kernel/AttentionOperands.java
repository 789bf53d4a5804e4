package dev.heed.cpu.simd.kernel;

import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of an attention and how to walk them: a row of a head is dense; rows and heads lie
 * strides apart.
 *
 * @param q [queryRows, heads, headSize]
 * @param k F32, F16 or BF16 [keyRows, kvHeads, headSize]
 * @param v of the type of k, [keyRows, kvHeads, valueSize]
 * @param out [queryRows, heads, valueSize]
 * @param group query heads that share a key head
 * @param softCap 0 for none
 * @param bias one sequence after the other, [heads, queries, keys] or [queries, keys]
 * @param biasPerHead which of the two
 * @param logSumExp [heads, queryRows], heads a stride apart
 * @param weights one sequence after the other, [heads, queries, keys]
 * @param dropout which weights are dropped before they meet the values
 */
public record AttentionOperands(
    View q,
    StoredRows k,
    StoredRows v,
    View out,
    int heads,
    int group,
    int headSize,
    int valueSize,
    Visibility visibility,
    float scale,
    float softCap,
    @Nullable AlibiSlopes alibi,
    @Nullable View bias,
    boolean biasPerHead,
    @Nullable View logSumExp,
    @Nullable View weights,
    @Nullable Chance dropout) {

  /**
   * A tensor's place in its array.
   *
   * @param at where row 0 of head 0 starts
   * @param rowStride from row to row
   * @param headStride from head to head
   */
  public record View(float[] data, int at, int rowStride, int headStride) {
    int row(int row, int head) {
      return at + row * rowStride + head * headStride;
    }
  }

  /**
   * The rows of one sequence.
   *
   * @param firstQuery its first row in q and out
   * @param firstKey its first row in k and v
   * @param pairsBefore queries · keys of the sequences before it
   */
  public record Sequence(int firstQuery, int queries, int firstKey, int keys, long pairsBefore) {
    /** Where the scores of a head's query start among [heads, queries, keys] of all sequences. */
    int pairAt(int query, int head, int heads) {
      return Math.toIntExact(pairsBefore * heads + ((long) head * queries + query) * keys);
    }
  }
}
