package dev.heed.testkit.check;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Masking;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Some of the sequences of an attention, over the rows that they span and no others. */
final class AttentionPart {
  private final Attention whole;
  private final SeqSpans queries;
  private final SeqSpans keys;
  private final long pairsBefore;

  AttentionPart(Attention whole, int from, int to) {
    this.whole = whole;
    this.queries = RowParts.some(whole.queries(), from, to);
    this.keys = RowParts.some(whole.keys(), from, to);
    this.pairsBefore =
        Attention.pairs(
            RowParts.some(whole.queries(), 0, from), RowParts.some(whole.keys(), 0, from));
  }

  Attention op() {
    int firstQuery = first(queries);
    int endQuery = Math.max(firstQuery, queries.end());
    int firstKey = first(keys);
    int endKey = Math.max(firstKey, keys.end());
    Tensor bias = whole.masking().bias();
    Tensor logSumExp = whole.logSumExp();
    return new Attention(
        whole.q().slice(0, firstQuery, endQuery),
        whole.k().slice(0, firstKey, endKey),
        whole.v().slice(0, firstKey, endKey),
        shifted(queries, firstQuery),
        shifted(keys, firstKey),
        new Masking(
            whole.masking().visibility(),
            bias == null ? null : pairs(bias, whole.hasBiasPerHead()),
            whole.masking().alibi()),
        whole.scale(),
        whole.softCap(),
        whole.out().slice(0, firstQuery, endQuery),
        logSumExp == null ? null : logSumExp.slice(1, firstQuery, endQuery),
        pairsOf(whole.weights()),
        dropout());
  }

  /** The gradient of these sequences. */
  AttentionGradient of(AttentionGradient gradient) {
    Tensor biasGradient = gradient.biasGradient();
    return new AttentionGradient(
        op(),
        rows(gradient.outGradient(), queries),
        rows(gradient.qGradient(), queries),
        rows(gradient.kGradient(), keys),
        rows(gradient.vGradient(), keys),
        biasGradient == null ? null : pairs(biasGradient, whole.hasBiasPerHead()));
  }

  private static Tensor rows(Tensor tensor, SeqSpans spans) {
    int first = first(spans);
    return tensor.slice(0, first, Math.max(first, spans.end()));
  }

  /** Weights are numbered over all sequences. */
  private @Nullable Chance dropout() {
    Chance chance = whole.dropout();
    return chance == null ? null : chance.from(Math.toIntExact(whole.heads() * pairsBefore));
  }

  private @Nullable Tensor pairsOf(@Nullable Tensor weights) {
    return weights == null ? null : pairs(weights, true);
  }

  private Tensor pairs(Tensor flat, boolean perHead) {
    long each = perHead ? whole.heads() : 1;
    int from = Math.toIntExact(each * pairsBefore);
    return flat.slice(0, from, from + Math.toIntExact(each * Attention.pairs(queries, keys)));
  }

  /** The first row of a sequence that has any. */
  private static int first(SeqSpans spans) {
    int first = Integer.MAX_VALUE;
    for (int s = 0; s < spans.count(); s++) {
      if (spans.length(s) > 0) {
        first = Math.min(first, spans.start(s));
      }
    }
    return first == Integer.MAX_VALUE ? 0 : first;
  }

  /** Empty sequences may start anywhere, so they are put at the front. */
  private static SeqSpans shifted(SeqSpans spans, int by) {
    int[] starts = new int[spans.count()];
    int[] lengths = new int[spans.count()];
    for (int s = 0; s < spans.count(); s++) {
      lengths[s] = spans.length(s);
      starts[s] = lengths[s] == 0 ? 0 : spans.start(s) - by;
    }
    return SeqSpans.of(starts, lengths);
  }
}
