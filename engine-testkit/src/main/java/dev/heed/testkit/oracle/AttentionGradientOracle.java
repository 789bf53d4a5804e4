package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of attention, from weights that are computed anew: what the op is given of the
 * forward pass only adds its rounding. In a sequence with NaN or ∞ anything may come out.
 */
final class AttentionGradientOracle {
  private final AttentionGradient op;
  private final Attention attention;
  private final Held held;
  private final ScoreOracle scores;
  private final double[] q;
  private final double[] k;
  private final double[] v;
  private final double[] out;
  private final double[] outGradient;
  private final Totals ofQ;
  private final Totals ofK;
  private final Totals ofV;
  private final @Nullable Totals ofBias;

  AttentionGradientOracle(AttentionGradient op, Held held) {
    this.op = op;
    this.attention = op.attention();
    this.held = held;
    this.scores = new ScoreOracle(attention, held);
    this.q = held.of(attention.q()).toDoubles();
    this.k = held.of(attention.k()).toDoubles();
    this.v = held.of(attention.v()).toDoubles();
    this.out = held.of(attention.out()).toDoubles();
    this.outGradient = held.of(op.outGradient()).toDoubles();
    this.ofQ = new Totals(q.length);
    this.ofK = new Totals(k.length);
    this.ofV = new Totals(v.length);
    this.ofBias = op.biasGradient() == null ? null : Totals.from(held.of(op.biasGradient()));
  }

  List<Expected> expect() {
    int pairsBefore = 0;
    for (int s = 0; s < attention.queries().count(); s++) {
      for (int h = 0; h < attention.heads(); h++) {
        for (int i = 0; i < attention.queries().length(s); i++) {
          row(s, h, i, pairsBefore);
        }
      }
      pairsBefore += attention.queries().length(s) * attention.keys().length(s);
    }
    List<Expected> outputs = new ArrayList<>();
    outputs.add(rows(op.qGradient(), ofQ, attention.queries()));
    outputs.add(rows(op.kGradient(), ofK, attention.keys()));
    outputs.add(rows(op.vGradient(), ofV, attention.keys()));
    if (ofBias != null && op.biasGradient() != null) {
      outputs.add(bias(op.biasGradient(), ofBias));
    }
    return outputs;
  }

  private void row(int s, int h, int i, int pairsBefore) {
    ScoreOracle.Row row = scores.row(s, h, i, pairsBefore);
    SoftmaxOracle softmax = row.softmax;
    if (softmax.nothing) {
      return;
    }
    int weightsAt = scores.weightsAt(s, h, i, pairsBefore);
    int biasAt = scores.biasAt(s, h, i, pairsBefore);
    int valueSize = attention.v().size(2);
    int gradientAt = scores.queryAt(s, i, h) * valueSize;
    Rounded[] weights = new Rounded[row.visible];
    Rounded[] ofWeights = new Rounded[row.visible];
    Totals delta = new Totals(1);
    for (int n = 0; n < row.visible; n++) {
      int vAt = scores.keyAt(s, row.keys[n], h) * valueSize;
      double kept = DropoutOracle.factor(attention.dropout(), weightsAt + row.keys[n]);
      weights[n] = weight(row, n);
      Rounded dropped = weights[n].times(kept);
      Totals product = new Totals(1);
      for (int d = 0; d < valueSize; d++) {
        product.add(0, outGradient[gradientAt + d] * v[vAt + d]);
        ofV.add(vAt + d, dropped.times(outGradient[gradientAt + d]));
      }
      ofWeights[n] = product.total(0).times(kept);
      delta.add(0, weights[n].times(ofWeights[n]));
    }
    Rounded sum = delta(delta.total(0), s, h, i);
    for (int n = 0; n < row.visible; n++) {
      Rounded ofScore = weights[n].times(ofWeights[n].minus(sum));
      if (ofBias != null) {
        ofBias.add(biasAt + row.keys[n], ofScore);
      }
      Rounded ofProduct = ofScore.times(row.slopes[n]).times(attention.scale());
      spread(ofProduct, scores.queryAt(s, i, h), scores.keyAt(s, row.keys[n], h));
    }
  }

  /** e^(score − logSumExp) as well as the softmax: the log-sum-exp was rounded to a float. */
  private static Rounded weight(ScoreOracle.Row row, int n) {
    double weight = row.softmax.weights[n];
    double logSumExp = row.softmax.logSumExp;
    double off = weight == 0 ? 0 : Math.abs(logSumExp) + Math.abs(row.score(n).value() - logSumExp);
    return new Rounded(weight, row.softmax.tolerances[n] + 2 * U * weight * off);
  }

  /** The same sum by outGradient · out adds the rounding of out, and its own. */
  private Rounded delta(Rounded sum, int s, int h, int i) {
    int valueSize = attention.v().size(2);
    int at = scores.queryAt(s, i, h) * valueSize;
    double magnitude = 0;
    for (int d = 0; d < valueSize; d++) {
      magnitude += Math.abs(outGradient[at + d] * out[at + d]);
    }
    return new Rounded(sum.value(), sum.error() + (Rounding.sum(valueSize) + 2 * U) * magnitude);
  }

  /** The gradient of q · k to both. */
  private void spread(Rounded gradient, int query, int key) {
    int size = attention.q().size(2);
    for (int d = 0; d < size; d++) {
      ofQ.add(query * size + d, gradient.times(k[key * size + d]));
      ofK.add(key * size + d, gradient.times(q[query * size + d]));
    }
  }

  /** Rows of the sequences; others are left as they are. */
  private Expected rows(Tensor output, Totals totals, SeqSpans spans) {
    Expected expected = Expected.like(held.of(output));
    int each = output.size(1) * output.size(2);
    for (int s = 0; s < spans.count(); s++) {
      boolean sound = isSound(s);
      for (int e = spans.start(s) * each; e < (spans.start(s) + spans.length(s)) * each; e++) {
        if (sound) {
          totals.total(e).of(expected, e);
        } else {
          expected.setAnything(e);
        }
      }
    }
    return expected;
  }

  private Expected bias(Tensor output, Totals totals) {
    Expected expected = Expected.like(held.of(output));
    int heads = attention.hasBiasPerHead() ? attention.heads() : 1;
    int at = 0;
    for (int s = 0; s < attention.queries().count(); s++) {
      int end = at + heads * attention.queries().length(s) * attention.keys().length(s);
      boolean sound = isSound(s);
      for (; at < end; at++) {
        if (sound) {
          totals.total(at).of(expected, at);
        } else {
          expected.setAnything(at);
        }
      }
    }
    return expected;
  }

  /** True when the rows of a sequence are finite. */
  private boolean isSound(int s) {
    return isFinite(q, attention.q(), attention.queries(), s)
        && isFinite(outGradient, op.outGradient(), attention.queries(), s)
        && isFinite(k, attention.k(), attention.keys(), s)
        && isFinite(v, attention.v(), attention.keys(), s);
  }

  private static boolean isFinite(double[] values, Tensor tensor, SeqSpans spans, int s) {
    int each = tensor.size(1) * tensor.size(2);
    for (int e = spans.start(s) * each; e < (spans.start(s) + spans.length(s)) * each; e++) {
      if (!Double.isFinite(values[e])) {
        return false;
      }
    }
    return true;
  }
}
