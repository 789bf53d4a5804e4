package dev.heed.testkit.onnx;

import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gather as {@link GatherRows}, its axis brought to the front; ScatterND of whole rows and
 * TensorScatter (the cache append) as {@link ScatterRows}.
 */
final class RowNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("Gather", "ScatterND", "TensorScatter");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return switch (node.node().operator()) {
      case "ScatterND" ->
          node.input(1).size(-1) == 1 && node.node().text("reduction", "none").equals("none");
      default -> node.input(0).type().isFloating();
    };
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    return switch (node.node().operator()) {
      case "Gather" -> List.of(gather(node, bench));
      case "ScatterND" -> List.of(scatter(node, bench));
      case "TensorScatter" -> List.of(append(node, bench));
      default -> throw new IllegalStateException(node.node().operator());
    };
  }

  @Override
  public boolean isExact() {
    return true;
  }

  private static OnnxTensor gather(NodeCase node, Workbench bench) {
    OnnxTensor data = node.input(0);
    OnnxTensor indices = node.input(1);
    int axis = data.axis(node.node().whole("axis", 0));
    OnnxTensor table = data.moveAxis(axis, 0);
    int entries = table.size(0);
    int width = table.elements() / entries;
    int count = indices.elements();
    int[] rows = indices.ints();
    for (int i = 0; i < count; i++) {
      rows[i] += rows[i] < 0 ? entries : 0;
    }
    Tensor out = bench.empty(count, width);
    bench.run(new GatherRows(bench.floats(table, entries, width), bench.indices(rows), false, out));
    int before = data.elements(0, axis);
    OnnxTensor gathered = bench.download(out, data.type(), count, before, width / before);
    return gathered.transpose(1, 0, 2).reshape(dims(data, axis, indices));
  }

  /** The data's sizes, with those of the indices in place of the axis. */
  private static int[] dims(OnnxTensor data, int axis, OnnxTensor indices) {
    int[] dims = new int[data.rank() - 1 + indices.rank()];
    System.arraycopy(data.dims(), 0, dims, 0, axis);
    System.arraycopy(indices.dims(), 0, dims, axis, indices.rank());
    int after = data.rank() - axis - 1;
    System.arraycopy(data.dims(), axis + 1, dims, axis + indices.rank(), after);
    return dims;
  }

  private static OnnxTensor scatter(NodeCase node, Workbench bench) {
    OnnxTensor data = node.input(0);
    int entries = data.size(0);
    int width = data.elements() / entries;
    int[] rows = node.input(1).ints();
    Tensor to = bench.floats(data, entries, width);
    bench.run(
        new ScatterRows(bench.floats(node.input(2), rows.length, width), bench.indices(rows), to));
    return bench.download(to, data.type(), data.dims());
  }

  /** A cache [batch, .., capacity, width] and new rows [batch, .., count, width]. */
  private static OnnxTensor append(NodeCase node, Workbench bench) {
    OnnxTensor cache = node.input(0);
    OnnxTensor update = node.input(1);
    int[] starts = node.input(2).ints();
    int axis = cache.axis(node.node().whole("axis", -2));
    int width = cache.elements(axis + 1, cache.rank());
    int capacity = cache.size(axis);
    int count = update.size(axis);
    int[] rows = new int[update.elements() / width];
    for (int row = 0; row < rows.length; row++) {
      int line = row / count;
      int batch = line / cache.elements(1, axis);
      rows[row] = line * capacity + (starts[batch] + row % count) % capacity;
    }
    Tensor to = bench.floats(cache, cache.elements() / width, width);
    bench.run(new ScatterRows(bench.floats(update, rows.length, width), bench.indices(rows), to));
    return bench.download(to, cache.type(), cache.dims());
  }
}
