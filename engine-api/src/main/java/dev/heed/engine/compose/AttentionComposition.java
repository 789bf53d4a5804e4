package dev.heed.engine.compose;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Attention, one sequence and head after the other, with the score matrix written out. Invisible
 * keys are never multiplied, only filled over, so that NaN among them does not show. Rows without
 * any weight are found by their log-sum-exp, on the host, and filled over too.
 */
final class AttentionComposition {
  private final Attention op;
  private final OpRunner runner;
  private final float[] hostLogSumExp;

  AttentionComposition(Attention op, OpRunner runner) {
    this.op = op;
    this.runner = runner;
    this.hostLogSumExp = new float[op.queries().longest()];
  }

  void run() {
    int heads = op.heads();
    int longestQueries = op.queries().longest();
    if (longestQueries == 0 || heads == 0) {
      return;
    }
    ScoreMatrix matrix = new ScoreMatrix(op, runner);
    Tensor scoresMemory = matrix.memory();
    Tensor weightsMemory = matrix.memory();
    Tensor logSumExpMemory = runner.scratch(DType.F32, longestQueries);
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
      Tensor scores = ScoreMatrix.dense(scoresMemory, queries, keys);
      Tensor weights = ScoreMatrix.dense(weightsMemory, queries, keys);
      Tensor logSumExp = logSumExpMemory.slice(0, 0, queries);
      for (int h = 0; h < heads; h++) {
        matrix.write(s, h, scores, scores, pairsBefore);
        runner.run(new Softmax(scores, weights, logSumExp));
        keep(matrix, s, h, weights, logSumExp, pairsBefore);
        apply(matrix, s, h, dropped(matrix, h, weights, scores, pairsBefore), logSumExp);
      }
      pairsBefore += (long) queries * keys;
    }
  }

  private void nothingToSee(int s) {
    Tensor out = ScoreMatrix.rows(op.out(), op.queries().start(s), op.queries().length(s));
    runner.run(new Fill(out, 0));
    if (op.logSumExp() != null) {
      int from = op.queries().start(s);
      Tensor values = op.logSumExp().slice(1, from, from + op.queries().length(s));
      runner.run(new Fill(values, Float.NEGATIVE_INFINITY));
    }
  }

  /** Leaves what was asked for. */
  private void keep(
      ScoreMatrix matrix, int s, int h, Tensor weights, Tensor logSumExp, long pairsBefore) {
    int queries = weights.size(0);
    int keys = weights.size(1);
    if (op.weights() != null) {
      matrix.hide(weights, 0);
      runner.run(new Copy(weights, matrix.ofPairs(op.weights(), h, pairsBefore, queries, keys)));
    }
    if (op.logSumExp() != null) {
      int from = op.queries().start(s);
      Tensor to = op.logSumExp().select(0, h).slice(0, from, from + queries);
      runner.run(new Copy(logSumExp, to));
    }
  }

  /** The weights themselves, or, where some are dropped, what is left of them, in the memory. */
  private Tensor dropped(
      ScoreMatrix matrix, int h, Tensor weights, Tensor memory, long pairsBefore) {
    Chance chance = op.dropout();
    if (chance == null) {
      return weights;
    }
    long first = matrix.firstPair(h, pairsBefore, weights.size(0), weights.size(1));
    runner.run(new Dropout(chance.from(Math.toIntExact(first)), weights, memory));
    return memory;
  }

  /** out [queries, valueSize] = weights · v, over visible keys alone. */
  private void apply(ScoreMatrix matrix, int s, int h, Tensor weights, Tensor logSumExp) {
    int queries = weights.size(0);
    int keys = weights.size(1);
    Tensor v = matrix.values(s, h);
    Tensor out = matrix.ofQueries(op.out(), s, h);
    if (op.masking().visibility() instanceof Visibility.All) {
      runner.run(MatMul.of(weights, v, out));
    } else {
      for (int i = 0; i < queries; i++) {
        int first = matrix.first(i, queries, keys);
        int end = matrix.end(i, queries, keys);
        if (first < end) {
          Tensor row = weights.slice(0, i, i + 1).slice(1, first, end);
          runner.run(MatMul.of(row, v.slice(0, first, end), out.slice(0, i, i + 1)));
        } else {
          runner.run(new Fill(out.slice(0, i, i + 1), 0));
        }
      }
    }
    clearRowsWithoutWeight(logSumExp, out);
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
}
