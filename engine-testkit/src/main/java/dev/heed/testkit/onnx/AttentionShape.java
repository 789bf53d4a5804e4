package dev.heed.testkit.onnx;

/**
 * The sizes of an attention node. ONNX writes q, k and v as [batch, heads, sequence, size] or as
 * [batch, sequence, heads · size].
 *
 * @param headsApart true for the first form
 * @param queries query rows of each batch entry
 * @param past keys that come from the cache
 * @param keys past and new keys
 * @param size of a query or key head
 * @param valueSize of a value head
 * @param scale factor of the dot product
 */
record AttentionShape(
    boolean headsApart,
    int batch,
    int heads,
    int kvHeads,
    int queries,
    int past,
    int keys,
    int size,
    int valueSize,
    float scale) {

  static AttentionShape of(NodeCase node) {
    OnnxTensor q = node.input(0);
    OnnxTensor k = node.input(1);
    OnnxTensor v = node.input(2);
    OnnxTensor pastKeys = node.inputOrNull(4);
    boolean headsApart = q.rank() == 4;
    int heads = headsApart ? q.size(1) : (int) node.node().whole("q_num_heads", 0);
    int kvHeads = headsApart ? k.size(1) : (int) node.node().whole("kv_num_heads", 0);
    int past = pastKeys == null ? 0 : pastKeys.size(2);
    int size = headsApart ? q.size(3) : q.size(2) / heads;
    return new AttentionShape(
        headsApart,
        q.size(0),
        heads,
        kvHeads,
        q.size(-2),
        past,
        past + k.size(-2),
        size,
        headsApart ? v.size(3) : v.size(2) / kvHeads,
        node.node().real("scale", (float) (1 / Math.sqrt(size))));
  }

  /** → [batch, sequence, heads, size]. */
  OnnxTensor byRow(OnnxTensor x, int headCount) {
    return headsApart
        ? x.transpose(0, 2, 1, 3)
        : x.reshape(x.size(0), x.size(1), headCount, x.size(2) / headCount);
  }

  /** [batch, queries, heads, valueSize] → the form of the inputs. */
  OnnxTensor asQueries(OnnxTensor y) {
    return headsApart
        ? y.transpose(0, 2, 1, 3)
        : y.reshape(y.size(0), y.size(1), y.size(2) * y.size(3));
  }
}
