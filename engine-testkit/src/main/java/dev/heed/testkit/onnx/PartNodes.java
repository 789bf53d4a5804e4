package dev.heed.testkit.onnx;

import dev.heed.engine.op.Copy;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Concat and Split as copies to and from column windows of a matrix: what lies before the axis are
 * the rows, the rest the columns.
 */
final class PartNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("Concat", "Split");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return node.input(0).type().isFloating();
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    return node.node().operator().equals("Concat") ? concat(node, bench) : split(node, bench);
  }

  @Override
  public boolean isExact() {
    return true;
  }

  private static List<@Nullable OnnxTensor> concat(NodeCase node, Workbench bench) {
    OnnxTensor whole = Objects.requireNonNull(node.expected().getFirst());
    int axis = whole.axis(node.node().whole("axis", 0));
    int rows = whole.elements(0, axis);
    Tensor out = bench.empty(rows, whole.elements(axis, whole.rank()));
    int column = 0;
    for (int i = 0; i < node.node().inputs().size(); i++) {
      OnnxTensor part = node.input(i);
      int columns = part.elements(axis, part.rank());
      Tensor window = out.slice(1, column, column + columns);
      bench.run(new Copy(bench.floats(part, rows, columns), window));
      column += columns;
    }
    return List.of(bench.download(out, whole.type(), whole.dims()));
  }

  /** The sizes of the parts are those of the expected outputs. */
  private static List<@Nullable OnnxTensor> split(NodeCase node, Workbench bench) {
    OnnxTensor whole = node.input(0);
    int axis = whole.axis(node.node().whole("axis", 0));
    int rows = whole.elements(0, axis);
    Tensor in = bench.floats(whole, rows, whole.elements(axis, whole.rank()));
    List<@Nullable OnnxTensor> parts = new ArrayList<>();
    int column = 0;
    for (OnnxTensor expected : node.expected()) {
      int[] dims = Objects.requireNonNull(expected).dims();
      int columns = expected.elements(axis, expected.rank());
      Tensor part = bench.empty(rows, columns);
      bench.run(new Copy(in.slice(1, column, column + columns), part));
      parts.add(bench.download(part, whole.type(), dims));
      column += columns;
    }
    return parts;
  }
}
