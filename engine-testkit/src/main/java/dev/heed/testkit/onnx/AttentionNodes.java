package dev.heed.testkit.onnx;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attention and FlexAttention as {@link Attention} over one span per batch entry. Past keys and
 * values come first in a cache, the new ones are appended to it by {@link ScatterRows}, and what
 * ONNX calls present is that cache. Scores from before the softmax are {@link AttentionScores}.
 */
final class AttentionNodes implements NodeMapping {
  private static final int SOFTMAX_WEIGHTS = 3;

  @Override
  public Set<String> operators() {
    return Set.of("Attention", "FlexAttention");
  }

  /** FlexAttention may change scores and weights by graphs of its own. */
  @Override
  public boolean expresses(NodeCase node) {
    return node.node().attribute("score_mod") == null && node.node().attribute("prob_mod") == null;
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    AttentionShape shape = AttentionShape.of(node);
    AttentionMask mask = AttentionMask.of(node, shape);
    int batch = shape.batch();
    int queries = shape.queries();
    int keys = shape.keys();
    Tensor q =
        bench.floats(
            shape.byRow(node.input(0), shape.heads()),
            batch * queries,
            shape.heads(),
            shape.size());
    Tensor k = cache(node, 1, 4, shape, shape.size(), bench);
    Tensor v = cache(node, 2, 5, shape, shape.valueSize(), bench);
    Tensor out = bench.empty(batch * queries, shape.heads(), shape.valueSize());
    int mode = (int) node.node().whole("qk_matmul_output_mode", 0);
    SeqSpans querySpans = SeqSpans.packed(filled(batch, queries));
    SeqSpans keySpans = mask.keySpans();
    boolean wantsWeights = node.wants(3) && mode == SOFTMAX_WEIGHTS;
    long pairs = Attention.pairs(querySpans, keySpans);
    Tensor weights = wantsWeights ? bench.empty(Math.toIntExact(shape.heads() * pairs)) : null;
    bench.run(
        new Attention(
            q,
            k.splitLast(shape.kvHeads()),
            v.splitLast(shape.kvHeads()),
            querySpans,
            keySpans,
            mask.masking(bench),
            shape.scale(),
            node.node().real("softcap", 0),
            out,
            null,
            weights));

    List<@Nullable OnnxTensor> outputs = new ArrayList<>();
    outputs.add(
        shape.asQueries(
            bench.download(
                out, node.input(0).type(), batch, queries, shape.heads(), shape.valueSize())));
    outputs.add(node.wants(1) ? present(k, node.input(1).type(), shape, bench) : null);
    outputs.add(node.wants(2) ? present(v, node.input(2).type(), shape, bench) : null);
    if (weights != null) {
      int count = Math.toIntExact(weights.elements());
      float[] padded = padded(bench.download(weights, OnnxType.FLOAT, count), keySpans, shape);
      Tensor all = bench.floats(padded, batch, shape.heads(), queries, keys);
      outputs.add(bench.download(all, node.input(0).type(), batch, shape.heads(), queries, keys));
    } else {
      outputs.add(
          node.wants(3) ? new AttentionScores(node, shape, mask, bench).run(q, k, mode) : null);
    }
    return outputs;
  }

  /** [batch · keys, kvHeads · size]: the past, if any, and the new rows after it. */
  private static Tensor cache(
      NodeCase node, int input, int pastInput, AttentionShape shape, int size, Workbench bench) {
    int width = shape.kvHeads() * size;
    OnnxTensor fresh = shape.byRow(node.input(input), shape.kvHeads());
    int freshKeys = shape.keys() - shape.past();
    Tensor rows = bench.floats(fresh, shape.batch() * freshKeys, width);
    OnnxTensor past = shape.past() == 0 ? null : node.inputOrNull(pastInput);
    if (past == null) {
      return rows;
    }
    Tensor cache = bench.empty(shape.batch() * shape.keys(), width);
    Tensor before = bench.floats(past.transpose(0, 2, 1, 3), shape.batch() * shape.past(), width);
    bench.run(new ScatterRows(before, places(bench, shape, 0, shape.past()), cache));
    bench.run(new ScatterRows(rows, places(bench, shape, shape.past(), freshKeys), cache));
    return cache;
  }

  /** Rows of the cache for {@code count} keys of each batch entry, from key {@code from} on. */
  private static Tensor places(Workbench bench, AttentionShape shape, int from, int count) {
    int[] places = new int[shape.batch() * count];
    for (int i = 0; i < places.length; i++) {
      places[i] = i / count * shape.keys() + from + i % count;
    }
    return bench.indices(places);
  }

  /** The cache as ONNX writes it: [batch, kvHeads, keys, size]. */
  private static OnnxTensor present(
      Tensor cache, OnnxType type, AttentionShape shape, Workbench bench) {
    int size = cache.width() / shape.kvHeads();
    return bench
        .download(cache, type, shape.batch(), shape.keys(), shape.kvHeads(), size)
        .transpose(0, 2, 1, 3);
  }

  /** Weights [heads, queries, length] of each span → [batch, heads, queries, keys]. */
  private static float[] padded(OnnxTensor weights, SeqSpans keySpans, AttentionShape shape) {
    float[] from = weights.floats();
    int rows = shape.heads() * shape.queries();
    float[] padded = new float[shape.batch() * rows * shape.keys()];
    int at = 0;
    for (int b = 0; b < shape.batch(); b++) {
      int length = keySpans.length(b);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(from, at, padded, (b * rows + row) * shape.keys(), length);
        at += length;
      }
    }
    return padded;
  }

  private static int[] filled(int count, int value) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }
}
