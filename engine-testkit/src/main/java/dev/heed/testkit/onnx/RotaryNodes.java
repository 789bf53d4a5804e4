package dev.heed.testkit.onnx;

import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * RotaryEmbedding as {@link Rotate}: x is [batch, heads, sequence, size] or [batch, sequence, heads
 * · size]. Without positions the tables are [batch, sequence, pairs], one line per row.
 */
final class RotaryNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("RotaryEmbedding");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return true;
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    OnnxTensor x = node.input(0);
    OnnxTensor cosines = node.input(1);
    OnnxTensor sines = node.input(2);
    OnnxTensor positions = node.inputOrNull(3);
    boolean headsApart = x.rank() == 4;
    OnnxTensor byRow = headsApart ? x.transpose(0, 2, 1, 3) : x;
    int rows = byRow.size(0) * byRow.size(1);
    int heads = headsApart ? byRow.size(2) : (int) node.node().whole("num_heads", 0);
    int size = byRow.elements() / rows / heads;
    int pairs = cosines.size(-1);
    int entries = cosines.elements() / pairs;
    Tensor out = bench.empty(rows, heads, size);
    bench.run(
        new Rotate(
            bench.floats(byRow, rows, heads, size),
            bench.floats(cosines, entries, pairs),
            bench.floats(sines, entries, pairs),
            bench.indices(positions == null ? counting(rows) : positions.ints()),
            node.node().whole("interleaved", 0) == 0
                ? RotaryPairing.HALF_SPLIT
                : RotaryPairing.INTERLEAVED,
            out));
    OnnxTensor y = bench.download(out, x.type(), byRow.dims());
    return List.of(headsApart ? y.transpose(0, 2, 1, 3) : y);
  }

  private static int[] counting(int count) {
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
    }
    return numbers;
  }
}
