package dev.heed.engine.compose;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Attention, one sequence and head after the other, with the score matrix written out. Invisible
 * keys are never multiplied, only filled over, so that NaN among them does not show. Rows without
 * any weight are found by their log-sum-exp, on the host, and filled over too.
 */
final class AttentionComposition {
  private final Attention op;
  private final OpRunner runner;
  private final float[] hostLogSumExp;

  /** One head of a sequence's keys or values in F32, where they are stored otherwise. */
  private @Nullable Tensor wideKeys;

  private @Nullable Tensor wideValues;

  AttentionComposition(Attention op, OpRunner runner) {
    this.op = op;
    this.runner = runner;
    this.hostLogSumExp = new float[op.queries().longest()];
  }

  void run() {
    int heads = op.heads();
    int longestQueries = op.queries().longest();
    int longestKeys = op.keys().longest();
    if (longestQueries == 0 || heads == 0) {
      return;
    }
    Tensor scoresMemory = runner.scratch(DType.F32, longestQueries, Math.max(longestKeys, 1));
    Tensor weightsMemory = runner.scratch(DType.F32, longestQueries, Math.max(longestKeys, 1));
    Tensor logSumExpMemory = runner.scratch(DType.F32, longestQueries);
    Tensor distances = op.masking().alibi() == null ? null : distances(longestQueries, longestKeys);
    if (op.k().dtype() != DType.F32) {
      wideKeys = runner.scratch(DType.F32, longestKeys, op.k().size(2));
      wideValues = runner.scratch(DType.F32, longestKeys, op.v().size(2));
    }
    long pairsBefore = 0;
    for (int s = 0; s < op.queries().count(); s++) {
      int queries = op.queries().length(s);
      int keys = op.keys().length(s);
      if (queries == 0) {
        continue;
      }
      if (keys == 0) {
        nothingToSee(s);
        continue;
      }
      Tensor scores = dense(scoresMemory, queries, keys);
      Tensor weights = dense(weightsMemory, queries, keys);
      Tensor logSumExp = logSumExpMemory.slice(0, 0, queries);
      for (int h = 0; h < heads; h++) {
        score(s, h, scores, distances, pairsBefore);
        runner.run(new Softmax(scores, weights, logSumExp));
        apply(s, h, weights, logSumExp, pairsBefore);
      }
      pairsBefore += (long) queries * keys;
    }
  }

  private void nothingToSee(int s) {
    runner.run(new Fill(rows(op.out(), op.queries().start(s), op.queries().length(s)), 0));
    if (op.logSumExp() != null) {
      int from = op.queries().start(s);
      Tensor values = op.logSumExp().slice(1, from, from + op.queries().length(s));
      runner.run(new Fill(values, Float.NEGATIVE_INFINITY));
    }
  }

  /** scores [queries, keys] = cap(scale · q · kᵀ) + bias − slope · distance; −∞ where invisible. */
  private void score(int s, int h, Tensor scores, @Nullable Tensor distances, long pairsBefore) {
    int queries = scores.size(0);
    int keys = scores.size(1);
    Tensor q = head(op.q(), op.queries().start(s), queries, h);
    Tensor k = widened(head(op.k(), op.keys().start(s), keys, h / op.group()), wideKeys);
    runner.run(MatMul.transposedB(op.scale(), q, k, scores));
    if (op.softCap() > 0) {
      runner.run(Combine.scaled(1 / op.softCap(), scores, scores));
      runner.run(new Activate(Activation.TANH, scores, scores));
      runner.run(Combine.scaled(op.softCap(), scores, scores));
    }
    Tensor bias = op.masking().bias();
    if (bias != null) {
      long at =
          op.hasBiasPerHead() ? pairsBefore * op.heads() + (long) h * queries * keys : pairsBefore;
      runner.run(Combine.sum(scores, part(bias, at, queries, keys), scores));
    }
    AlibiSlopes alibi = op.masking().alibi();
    if (alibi != null && distances != null) {
      for (int i = 0; i < queries; i++) {
        int nearest = op.keys().longest();
        int from = nearest - (i + keys - queries);
        Tensor row = scores.slice(0, i, i + 1);
        Tensor distance = distances.slice(0, from, from + keys);
        runner.run(new Combine(1, row, -alibi.slope(h), distance, row));
      }
    }
    hideAll(scores, Float.NEGATIVE_INFINITY);
  }

  /** out [queries, valueSize] = weights · v, over visible keys alone. */
  private void apply(int s, int h, Tensor weights, Tensor logSumExp, long pairsBefore) {
    int queries = weights.size(0);
    int keys = weights.size(1);
    Tensor v = widened(head(op.v(), op.keys().start(s), keys, h / op.group()), wideValues);
    Tensor out = head(op.out(), op.queries().start(s), queries, h);
    if (op.masking().visibility() instanceof Visibility.All) {
      runner.run(MatMul.of(weights, v, out));
    } else {
      for (int i = 0; i < queries; i++) {
        int first = first(i, queries, keys);
        int end = end(i, queries, keys);
        if (first < end) {
          Tensor row = weights.slice(0, i, i + 1).slice(1, first, end);
          runner.run(MatMul.of(row, v.slice(0, first, end), out.slice(0, i, i + 1)));
        } else {
          runner.run(new Fill(out.slice(0, i, i + 1), 0));
        }
      }
    }
    clearRowsWithoutWeight(logSumExp, out);
    if (op.weights() != null) {
      hideAll(weights, 0);
      long at = pairsBefore * op.heads() + (long) h * queries * keys;
      runner.run(new Copy(weights, part(op.weights(), at, queries, keys)));
    }
    if (op.logSumExp() != null) {
      int from = op.queries().start(s);
      Tensor to = op.logSumExp().select(0, h).slice(0, from, from + queries);
      runner.run(new Copy(logSumExp, to));
    }
  }

  /** Where every score is −∞ the row is 0, but 0 times a NaN or infinite value would show. */
  private void clearRowsWithoutWeight(Tensor logSumExp, Tensor out) {
    int queries = out.size(0);
    runner.download(
        logSumExp, MemorySegment.ofArray(hostLogSumExp).asSlice(0, logSumExp.byteSize()));
    for (int i = 0; i < queries; i++) {
      if (hostLogSumExp[i] == Float.NEGATIVE_INFINITY) {
        runner.run(new Fill(out.slice(0, i, i + 1), 0));
      }
    }
  }

  /**
   * Distances from a key to its neighbours, 0 at element {@code keys}: those of any query are a
   * part of it.
   */
  private Tensor distances(int queries, int keys) {
    float[] values = new float[Math.addExact(keys, queries)];
    for (int e = 0; e < values.length; e++) {
      values[e] = Math.abs(e - keys);
    }
    Tensor distances = runner.scratch(DType.F32, values.length);
    runner.upload(MemorySegment.ofArray(values), distances);
    return distances;
  }

  /** Fills what no query sees: in a row whose scores hold NaN, softmax gives NaN there too. */
  private void hideAll(Tensor values, float filling) {
    int queries = values.size(0);
    int keys = values.size(1);
    for (int i = 0; i < queries; i++) {
      hide(values, i, 0, first(i, queries, keys), filling);
      hide(values, i, end(i, queries, keys), keys, filling);
    }
  }

  private void hide(Tensor values, int row, int from, int to, float filling) {
    if (from < to) {
      Tensor hidden = values.slice(0, row, row + 1).slice(1, from, to);
      runner.run(new Fill(hidden, filling));
    }
  }

  private int first(int i, int queries, int keys) {
    return Math.min(keys, op.masking().visibility().firstKey(i, queries, keys));
  }

  private int end(int i, int queries, int keys) {
    int end = op.masking().visibility().endKey(i, queries, keys);
    return Math.max(first(i, queries, keys), end);
  }

  /** Rows in F32: themselves, or a copy in the memory that was taken for it. */
  private Tensor widened(Tensor rows, @Nullable Tensor memory) {
    if (memory == null) {
      return rows;
    }
    Tensor wide = memory.slice(0, 0, rows.size(0));
    runner.run(new Copy(rows, wide));
    return wide;
  }

  /** [rows, heads, size] → [count, size] of one head. */
  private static Tensor head(Tensor tensor, int from, int count, int head) {
    return rows(tensor, from, count).select(1, head);
  }

  private static Tensor rows(Tensor tensor, int from, int count) {
    return tensor.slice(0, from, from + count);
  }

  private static Tensor dense(Tensor memory, int rows, int columns) {
    return memory.view(
        Layout.strided(
            memory.layout().offset(), new int[] {rows, columns}, new long[] {columns, 1}));
  }

  private static Tensor part(Tensor flat, long at, int rows, int columns) {
    return flat.view(
        Layout.strided(
            flat.layout().offset() + at, new int[] {rows, columns}, new long[] {columns, 1}));
  }
}
