package dev.heed.testkit.onnx;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.tensor.Tensor;

/**
 * The scores of an attention node from before the softmax, which Heed's Attention never writes:
 * here by the ops that it is made of. Mode 0 ends after the product, 1 after the soft cap, 2 after
 * the masks.
 */
final class AttentionScores {
  private final NodeCase node;
  private final AttentionShape shape;
  private final AttentionMask mask;
  private final Workbench bench;

  AttentionScores(NodeCase node, AttentionShape shape, AttentionMask mask, Workbench bench) {
    this.node = node;
    this.shape = shape;
    this.mask = mask;
    this.bench = bench;
  }

  /** q [batch · queries, heads, size], cache [batch · keys, kvHeads · size]. */
  OnnxTensor run(Tensor q, Tensor cache, int mode) {
    int batch = shape.batch();
    int heads = shape.heads();
    int[] dims = {batch, heads, shape.queries(), shape.keys()};
    OnnxTensor queries =
        bench
            .download(q, OnnxType.FLOAT, batch, shape.queries(), heads, shape.size())
            .transpose(0, 2, 1, 3);
    Tensor scores = bench.empty(dims);
    bench.run(
        MatMul.transposedB(
            shape.scale(),
            bench.floats(queries, queries.dims()),
            bench.floats(keysOfEachHead(cache), batch, heads, shape.keys(), shape.size()),
            scores));
    float softCap = node.node().real("softcap", 0);
    if (mode >= 1 && softCap > 0) {
      bench.run(Combine.scaled(1 / softCap, scores, scores));
      bench.run(new Activate(Activation.TANH, scores, scores));
      bench.run(Combine.scaled(softCap, scores, scores));
    }
    if (mode >= 2) {
      bench.run(Combine.sum(scores, bench.floats(mask.maskScores(), dims), scores));
      bench.run(Combine.sum(scores, bench.floats(mask.visibilityScores(), dims), scores));
    }
    return bench.download(scores, node.input(0).type(), dims);
  }

  /** [batch, heads, keys, size]: every key head once for each query head that reads it. */
  private OnnxTensor keysOfEachHead(Tensor cache) {
    int group = shape.heads() / shape.kvHeads();
    OnnxTensor keys =
        bench.download(
            cache, OnnxType.FLOAT, shape.batch(), shape.keys(), shape.kvHeads(), 1, shape.size());
    return keys.transpose(0, 2, 3, 1, 4)
        .broadcast(shape.batch(), shape.kvHeads(), group, shape.keys(), shape.size());
  }
}
