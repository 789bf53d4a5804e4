package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.List;

/**
 * out = alpha · A · B + beta · out, where A is a or its transpose and B is b or its transpose. With
 * beta = 0 what out held does not show, NaN too. Leading dimensions are a batch.
 *
 * @param a F32 [.., m, k], or [.., k, m] with transposeA
 * @param b F32 [.., k, n], or [.., n, k] with transposeB; rank 2 serves the whole batch
 * @param transposeA reads a transposed
 * @param transposeB reads b transposed
 * @param alpha factor of the product
 * @param beta factor of what out held
 * @param out F32 [.., m, n]
 */
public record MatMul(
    Tensor a, Tensor b, boolean transposeA, boolean transposeB, float alpha, float beta, Tensor out)
    implements Op.Differentiable {

  public MatMul {
    String op = "matMul";
    Require.type(op, "a", a, DType.F32);
    Require.type(op, "b", b, DType.F32);
    Require.type(op, "out", out, DType.F32);
    if (a.rank() < 2 || b.rank() < 2 || a.rank() != out.rank()) {
      throw broken(op, "needs matrices, was a %s, b %s, out %s".formatted(a, b, out));
    }
    for (int d = 0; d < a.rank() - 2; d++) {
      boolean same = a.size(d) == out.size(d);
      if (!same || (b.rank() != 2 && (b.rank() != a.rank() || b.size(d) != a.size(d)))) {
        throw broken(op, "batches differ: a %s, b %s, out %s".formatted(a, b, out));
      }
    }
    if (a.rank() == 2 && b.rank() != 2) {
      throw broken(op, "batches differ: a %s, b %s, out %s".formatted(a, b, out));
    }
    int m = transposeA ? a.size(-1) : a.size(-2);
    int inner = transposeA ? a.size(-2) : a.size(-1);
    int innerB = transposeB ? b.size(-1) : b.size(-2);
    int n = transposeB ? b.size(-2) : b.size(-1);
    if (inner != innerB || out.size(-2) != m || out.size(-1) != n) {
      throw broken(
          op,
          "a %s%s times b %s%s does not give out %s"
              .formatted(a, transposeA ? "ᵀ" : "", b, transposeB ? "ᵀ" : "", out));
    }
    Require.output(op, "out", out, a, b);
  }

  /** out = a · b. */
  public static MatMul of(Tensor a, Tensor b, Tensor out) {
    return new MatMul(a, b, false, false, 1, 0, out);
  }

  /** out = alpha · a · bᵀ. */
  public static MatMul transposedB(float alpha, Tensor a, Tensor b, Tensor out) {
    return new MatMul(a, b, false, true, alpha, 0, out);
  }

  @Override
  public String name() {
    return "matMul";
  }

  @Override
  public List<Tensor> inputs() {
    return beta == 0 ? List.of(a, b) : List.of(a, b, out);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }
}
