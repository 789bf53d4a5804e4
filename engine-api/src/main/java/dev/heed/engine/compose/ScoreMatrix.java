package dev.heed.engine.compose;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The scores [queries, keys] of an attention, written out for one sequence and head after the
 * other, and the parts of its tensors that belong to these.
 */
final class ScoreMatrix {
  private final Attention op;
  private final OpRunner runner;
  private final @Nullable Tensor distances;

  /** One head of a sequence's keys or values in F32, where they are stored otherwise. */
  private final @Nullable Tensor wideKeys;

  private final @Nullable Tensor wideValues;

  ScoreMatrix(Attention op, OpRunner runner) {
    this.op = op;
    this.runner = runner;
    int longestKeys = op.keys().longest();
    distances = op.masking().alibi() == null ? null : distances(op.queries().longest());
    boolean wide = op.k().dtype() == DType.F32;
    wideKeys = wide ? null : runner.scratch(DType.F32, longestKeys, op.k().size(2));
    wideValues = wide ? null : runner.scratch(DType.F32, longestKeys, op.v().size(2));
  }

  /** Memory for the greatest matrix of any sequence. */
  Tensor memory() {
    return runner.scratch(DType.F32, op.queries().longest(), Math.max(op.keys().longest(), 1));
  }

  /** Queries of sequence s and head h, [queries, headSize]. */
  Tensor queries(int s, int h) {
    return ofQueries(op.q(), s, h);
  }

  /** Rows of a tensor shaped as the queries, of sequence s and head h. */
  Tensor ofQueries(Tensor tensor, int s, int h) {
    return rows(tensor, op.queries().start(s), op.queries().length(s)).select(1, h);
  }

  /** Rows of a tensor shaped as the keys or values, of sequence s and the head that h reads. */
  Tensor ofKeys(Tensor tensor, int s, int h) {
    return rows(tensor, op.keys().start(s), op.keys().length(s)).select(1, h / op.group());
  }

  /** Keys of sequence s that head h reads, [keys, headSize]. */
  Tensor keys(int s, int h) {
    return widened(ofKeys(op.k(), s, h), wideKeys);
  }

  /** Values of sequence s that head h reads, [keys, valueSize]. */
  Tensor values(int s, int h) {
    return widened(ofKeys(op.v(), s, h), wideValues);
  }

  /**
   * Writes cap(scale · q · kᵀ) + bias − slope · distance; −∞ where invisible.
   *
   * @param into [queries, keys]
   * @param uncapped [queries, keys]: takes scale · q · kᵀ / softCap, where there is a cap; may be
   *     into itself
   * @param pairsBefore pairs of query and key in the sequences before this one
   */
  void write(int s, int h, Tensor into, Tensor uncapped, long pairsBefore) {
    int queries = into.size(0);
    int keys = into.size(1);
    if (op.softCap() > 0) {
      runner.run(MatMul.transposedB(op.scale(), queries(s, h), keys(s, h), uncapped));
      runner.run(Combine.scaled(1 / op.softCap(), uncapped, uncapped));
      runner.run(new Activate(Activation.TANH, uncapped, into));
      runner.run(Combine.scaled(op.softCap(), into, into));
    } else {
      runner.run(MatMul.transposedB(op.scale(), queries(s, h), keys(s, h), into));
    }
    Tensor bias = op.masking().bias();
    if (bias != null) {
      runner.run(Combine.sum(into, ofBias(bias, h, pairsBefore, queries, keys), into));
    }
    AlibiSlopes alibi = op.masking().alibi();
    if (alibi != null && distances != null) {
      for (int i = 0; i < queries; i++) {
        int nearest = op.keys().longest();
        int from = nearest - (i + keys - queries);
        Tensor row = into.slice(0, i, i + 1);
        Tensor distance = distances.slice(0, from, from + keys);
        runner.run(new Combine(1, row, -alibi.slope(h), distance, row));
      }
    }
    hide(into, Float.NEGATIVE_INFINITY);
  }

  /** The bias of head h, or a tensor of its shape, for the sequence after that many pairs. */
  Tensor ofBias(Tensor bias, int h, long pairsBefore, int queries, int keys) {
    return op.hasBiasPerHead()
        ? ofPairs(bias, h, pairsBefore, queries, keys)
        : part(bias, pairsBefore, queries, keys);
  }

  /** The weights of head h, or a tensor of their shape, for the sequence after that many pairs. */
  Tensor ofPairs(Tensor weights, int h, long pairsBefore, int queries, int keys) {
    return part(weights, firstPair(h, pairsBefore, queries, keys), queries, keys);
  }

  /** The number of the first weight of head h, among those of all sequences and heads. */
  long firstPair(int h, long pairsBefore, int queries, int keys) {
    return pairsBefore * op.heads() + (long) h * queries * keys;
  }

  /** Fills what no query sees: in a row whose scores hold NaN, softmax gives NaN there too. */
  void hide(Tensor values, float filling) {
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

  /** The first key that query row i sees. */
  int first(int i, int queries, int keys) {
    return Math.min(keys, op.masking().visibility().firstKey(i, queries, keys));
  }

  /** One past the last key that query row i sees. */
  int end(int i, int queries, int keys) {
    int end = op.masking().visibility().endKey(i, queries, keys);
    return Math.max(first(i, queries, keys), end);
  }

  /** The front of some memory as a dense matrix. */
  static Tensor dense(Tensor memory, int rows, int columns) {
    return part(memory, 0, rows, columns);
  }

  /** Rows of a tensor. */
  static Tensor rows(Tensor tensor, int from, int count) {
    return tensor.slice(0, from, from + count);
  }

  /**
   * Distances from a key to its neighbours, 0 at element {@code keys}: those of any query are a
   * part of it.
   */
  private Tensor distances(int queries) {
    int keys = op.keys().longest();
    float[] values = new float[Math.addExact(keys, queries)];
    for (int e = 0; e < values.length; e++) {
      values[e] = Math.abs(e - keys);
    }
    Tensor written = runner.scratch(DType.F32, values.length);
    runner.upload(MemorySegment.ofArray(values), written);
    return written;
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

  private static Tensor part(Tensor flat, long at, int rows, int columns) {
    return flat.view(
        Layout.strided(
            flat.layout().offset() + at, new int[] {rows, columns}, new long[] {columns, 1}));
  }
}
