package dev.heed.testkit.onnx;

import dev.heed.engine.op.Masking;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Which keys an attention node lets a query see, in ONNX's words and in Heed's. ONNX's causal query
 * i sees j ≤ i + past; with lengths of unpadded keys it sees j ≤ i + (length − queries). Heed's
 * sees j ≤ i + keys − queries, so that the span of keys is cut to past + queries where it is
 * longer, and the window widened where it is shorter.
 */
final class AttentionMask {
  private final AttentionShape shape;
  private final boolean causal;
  private final int @Nullable [] unpadded;
  private final @Nullable OnnxTensor mask;

  private AttentionMask(
      AttentionShape shape, boolean causal, int @Nullable [] unpadded, @Nullable OnnxTensor mask) {
    this.shape = shape;
    this.causal = causal;
    this.unpadded = unpadded;
    this.mask = mask;
  }

  static AttentionMask of(NodeCase node, AttentionShape shape) {
    OnnxTensor lengths = node.inputOrNull(6);
    OnnxTensor mask = node.inputOrNull(3);
    if (mask != null) {
      mask = mask.broadcast(shape.batch(), shape.heads(), shape.queries(), mask.size(-1));
    }
    return new AttentionMask(
        shape,
        node.node().whole("is_causal", 0) != 0,
        lengths == null ? null : lengths.ints(),
        mask);
  }

  /** The keys of each batch entry that any query may see. */
  SeqSpans keySpans() {
    int[] starts = new int[shape.batch()];
    int[] lengths = new int[shape.batch()];
    for (int b = 0; b < starts.length; b++) {
      starts[b] = b * shape.keys();
      lengths[b] = length(b);
    }
    return SeqSpans.of(starts, lengths);
  }

  Masking masking(Workbench bench) {
    return new Masking(visibility(), mask == null ? null : bias(mask, bench), null);
  }

  /** The mask as scores to add, [batch, heads, queries, keys]; masked past its end. */
  float[] maskScores() {
    float[] scores = new float[shape.batch() * shape.heads() * shape.queries() * shape.keys()];
    for (int i = 0; i < scores.length; i++) {
      int row = i / shape.keys();
      scores[i] = mask == null ? 0 : maskScore(mask, row, i % shape.keys());
    }
    return scores;
  }

  /**
   * 0 where causality and padding let a query see a key, −∞ elsewhere: [batch, heads, queries,
   * keys].
   */
  float[] visibilityScores() {
    float[] scores = new float[shape.batch() * shape.heads() * shape.queries() * shape.keys()];
    for (int i = 0; i < scores.length; i++) {
      int row = i / shape.keys();
      int b = row / shape.queries() / shape.heads();
      int keys = unpadded == null ? shape.keys() : unpadded[b];
      int last = causal ? row % shape.queries() + offset(b) : keys - 1;
      boolean visible = i % shape.keys() <= Math.min(last, keys - 1);
      scores[i] = visible ? 0 : Float.NEGATIVE_INFINITY;
    }
    return scores;
  }

  /** A causal query i sees keys j ≤ i + offset. */
  private int offset(int b) {
    return unpadded == null ? shape.past() : unpadded[b] - shape.queries();
  }

  private int length(int b) {
    int length = unpadded == null ? shape.keys() : unpadded[b];
    return causal ? Math.min(length, offset(b) + shape.queries()) : length;
  }

  private Visibility visibility() {
    if (!causal) {
      return Visibility.ALL;
    }
    // With lengths of unpadded keys, a span ends where the last query stands.
    int more = unpadded == null ? shape.past() + shape.queries() - shape.keys() : 0;
    return more > 0 ? new Visibility.Local(Integer.MAX_VALUE, more) : Visibility.CAUSAL;
  }

  /** One batch entry after the other, [heads, queries, length] each. */
  private Tensor bias(OnnxTensor from, Workbench bench) {
    SeqSpans spans = keySpans();
    int rows = shape.heads() * shape.queries();
    float[] bias = new float[rows * spans.total()];
    int at = 0;
    for (int b = 0; b < shape.batch(); b++) {
      for (int row = 0; row < rows; row++) {
        for (int j = 0; j < spans.length(b); j++) {
          bias[at++] = maskScore(from, b * rows + row, j);
        }
      }
    }
    return bench.floats(bias, bias.length);
  }

  /** A short mask hides the keys past its end; a boolean one says true for what is seen. */
  private static float maskScore(OnnxTensor mask, int row, int key) {
    int width = mask.size(-1);
    if (key >= width) {
      return Float.NEGATIVE_INFINITY;
    }
    double value = mask.value(row * width + key);
    if (mask.type() == OnnxType.BOOL) {
      return value == 0 ? Float.NEGATIVE_INFINITY : 0;
    }
    return (float) value;
  }
}
