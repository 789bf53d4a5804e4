package dev.heed.testkit.onnx;

import dev.heed.engine.op.MatMul;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * MatMul and Gemm as {@link MatMul}: vectors become matrices of one row or column, batches are
 * broadcast by copying, and Gemm's C is what out held.
 */
final class ProductNodes implements NodeMapping {
  @Override
  public Set<String> operators() {
    return Set.of("Gemm", "MatMul");
  }

  @Override
  public boolean expresses(NodeCase node) {
    return node.input(0).type().isFloating();
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    return node.node().operator().equals("Gemm") ? gemm(node, bench) : matMul(node, bench);
  }

  private static List<@Nullable OnnxTensor> gemm(NodeCase node, Workbench bench) {
    OnnxTensor a = node.input(0);
    OnnxTensor b = node.input(1);
    OnnxTensor c = node.inputOrNull(2);
    boolean transposeA = node.node().whole("transA", 0) != 0;
    boolean transposeB = node.node().whole("transB", 0) != 0;
    int m = a.size(transposeA ? 1 : 0);
    int n = b.size(transposeB ? 0 : 1);
    Tensor out = c == null ? bench.empty(m, n) : bench.floats(c.broadcast(m, n), m, n);
    bench.run(
        new MatMul(
            bench.floats(a, a.dims()),
            bench.floats(b, b.dims()),
            transposeA,
            transposeB,
            node.node().real("alpha", 1),
            c == null ? 0 : node.node().real("beta", 1),
            out));
    return List.of(bench.download(out, a.type(), m, n));
  }

  private static List<@Nullable OnnxTensor> matMul(NodeCase node, Workbench bench) {
    OnnxTensor first = node.input(0);
    OnnxTensor second = node.input(1);
    OnnxTensor a = first.rank() == 1 ? first.reshape(1, first.size(0)) : first;
    OnnxTensor b = second.rank() == 1 ? second.reshape(second.size(0), 1) : second;
    int[] batch = batch(a, b);
    int matrices = OnnxTensor.count(batch);
    int m = a.size(-2);
    int k = a.size(-1);
    int n = b.size(-1);
    Tensor out = bench.empty(matrices, m, n);
    Tensor left = bench.floats(a.broadcast(with(batch, m, k)), matrices, m, k);
    Tensor right = bench.floats(b.broadcast(with(batch, k, n)), matrices, k, n);
    bench.run(MatMul.of(left, right, out));
    int[] dims = Objects.requireNonNull(node.expected().getFirst()).dims();
    return List.of(bench.download(out, first.type(), dims));
  }

  /** The leading dimensions that both are broadcast to. */
  private static int[] batch(OnnxTensor a, OnnxTensor b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] batch = new int[rank - 2];
    for (int d = 0; d < batch.length; d++) {
      int fromLast = d - rank;
      int sizeA = -fromLast <= a.rank() ? a.size(fromLast) : 1;
      int sizeB = -fromLast <= b.rank() ? b.size(fromLast) : 1;
      batch[d] = sizeA == 1 ? sizeB : sizeA;
    }
    return batch;
  }

  private static int[] with(int[] batch, int rows, int columns) {
    int[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = rows;
    dims[batch.length + 1] = columns;
    return dims;
  }
}
