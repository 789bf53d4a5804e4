package dev.heed.engine.compose;

import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of an attention, one sequence and head after the other, with the matrices of scores,
 * weights and their gradients written out.
 */
final class AttentionGradientComposition {
  private final AttentionGradient op;
  private final Attention attention;
  private final OpRunner runner;

  AttentionGradientComposition(AttentionGradient op, OpRunner runner) {
    this.op = op;
    this.attention = op.attention();
    this.runner = runner;
  }

  void run() {
    int heads = attention.heads();
    if (heads == 0) {
      return;
    }
    @Nullable Matrices matrices =
        attention.queries().longest() == 0 ? null : new Matrices(attention, runner);
    long pairsBefore = 0;
    for (int s = 0; s < attention.queries().count(); s++) {
      int queries = attention.queries().length(s);
      int keys = attention.keys().length(s);
      if (matrices == null || queries == 0 || keys == 0) {
        nothingToLearn(s);
        continue;
      }
      for (int h = 0; h < heads; h++) {
        head(matrices, s, h, pairsBefore);
      }
      pairsBefore += (long) queries * keys;
    }
  }

  private void nothingToLearn(int s) {
    int query = attention.queries().start(s);
    int queries = attention.queries().length(s);
    int key = attention.keys().start(s);
    int keys = attention.keys().length(s);
    runner.run(new Fill(ScoreMatrix.rows(op.qGradient(), query, queries), 0));
    runner.run(new Fill(ScoreMatrix.rows(op.kGradient(), key, keys), 0));
    runner.run(new Fill(ScoreMatrix.rows(op.vGradient(), key, keys), 0));
  }

  private void head(Matrices matrices, int s, int h, long pairsBefore) {
    int queries = attention.queries().length(s);
    int keys = attention.keys().length(s);
    ScoreMatrix matrix = matrices.scores;
    Tensor uncapped = ScoreMatrix.dense(matrices.uncapped, queries, keys);
    Tensor weights = ScoreMatrix.dense(matrices.weights, queries, keys);
    Tensor gradient = ScoreMatrix.dense(matrices.gradient, queries, keys);
    Tensor outGradient = matrix.ofQueries(op.outGradient(), s, h);
    // The heads that share one head of keys add up, and the first of them begins.
    float beta = h % attention.group() == 0 ? 0 : 1;

    matrix.write(s, h, weights, uncapped, pairsBefore);
    runner.run(Softmax.of(weights, weights));
    matrix.hide(weights, 0);
    runner.run(MatMul.transposedB(1, outGradient, matrix.values(s, h), gradient));
    Tensor dropped = weights;
    Chance chance = attention.dropout();
    if (chance != null) {
      Chance part = chance.from(Math.toIntExact(matrix.firstPair(h, pairsBefore, queries, keys)));
      dropped = ScoreMatrix.dense(matrices.dropped, queries, keys);
      runner.run(new Dropout(part, weights, dropped));
      runner.run(new Dropout(part, gradient, gradient));
    }
    Tensor vGradient = matrix.ofKeys(op.vGradient(), s, h);
    runner.run(new MatMul(dropped, outGradient, true, false, 1, beta, vGradient));
    matrix.hide(gradient, 0);
    runner.run(new SoftmaxGradient(weights, gradient, gradient));
    Tensor biasGradient = op.biasGradient();
    if (biasGradient != null) {
      Tensor part = matrix.ofBias(biasGradient, h, pairsBefore, queries, keys);
      runner.run(Combine.sum(part, gradient, part));
    }
    if (attention.softCap() > 0) {
      runner.run(new ActivateGradient(Activation.TANH, uncapped, gradient, gradient));
    }
    float scale = attention.scale();
    Tensor qGradient = matrix.ofQueries(op.qGradient(), s, h);
    runner.run(new MatMul(gradient, matrix.keys(s, h), false, false, scale, 0, qGradient));
    Tensor kGradient = matrix.ofKeys(op.kGradient(), s, h);
    runner.run(new MatMul(gradient, matrix.queries(s, h), true, false, scale, beta, kGradient));
  }

  /** Memory for one head of the longest sequence. */
  private static final class Matrices {
    final ScoreMatrix scores;
    final Tensor weights;
    final Tensor gradient;
    final Tensor uncapped;
    final Tensor dropped;

    Matrices(Attention attention, OpRunner runner) {
      scores = new ScoreMatrix(attention, runner);
      weights = scores.memory();
      gradient = scores.memory();
      uncapped = attention.softCap() > 0 ? scores.memory() : weights;
      dropped = attention.dropout() == null ? weights : scores.memory();
    }
  }
}
