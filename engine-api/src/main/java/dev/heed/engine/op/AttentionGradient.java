package dev.heed.engine.op;

import static dev.heed.engine.op.Require.broken;

import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of {@link Attention}, from the log-sum-exp that it left and without its matrix of
 * weights (Dao et al., 2022). For sequence s, head h, query row i and visible key j, with m = 1, or
 * with dropout 0 or 1/(1 − rate):
 *
 * <pre>
 *   weight[j] = e^(score[j] − logSumExp[h, i])
 *   delta     = Σ outGradient[i, h] · out[i, h]
 *   d[j]      = weight[j] · (m[j] · outGradient[i, h] · v[j, g] − delta)      of score[j]
 *   t[j]      = d[j] · scale · (1 − tanh²(scale · q·k / softCap))             of q · k; without cap: d · scale
 *   qGradient[i, h]  = Σ over j of t[j] · k[j, g]
 *   kGradient[j, g]  = Σ over h of g, and over i, of t[j] · q[i, h]
 *   vGradient[j, g]  = Σ over h of g, and over i, of m[j] · weight[j] · outGradient[i, h]
 *   biasGradient    += d
 * </pre>
 *
 * <p>A query that sees nothing, or whose scores are all −∞, gives and gets nothing. Rows outside
 * the spans are neither read nor written.
 *
 * @param attention what ran, with a log-sum-exp; k and v are F32, and no row of them is in two
 *     sequences
 * @param outGradient F32 [queryRows, heads, valueSize]
 * @param qGradient F32 [queryRows, heads, headSize]
 * @param kGradient F32 [keyRows, kvHeads, headSize]
 * @param vGradient F32 [keyRows, kvHeads, valueSize]
 * @param biasGradient optional F32, the shape of the bias, added to; summed over the heads where
 *     they share it
 */
public record AttentionGradient(
    Attention attention,
    Tensor outGradient,
    Tensor qGradient,
    Tensor kGradient,
    Tensor vGradient,
    @Nullable Tensor biasGradient)
    implements Op.Gradient {

  public AttentionGradient {
    String op = "attentionGradient";
    Require.type(op, "k", attention.k(), DType.F32);
    Require.type(op, "v", attention.v(), DType.F32);
    if (attention.logSumExp() == null) {
      throw broken(op, "the attention must have kept its logSumExp");
    }
    if (!attention.keys().isDisjoint()) {
      throw broken(op, "two sequences share key rows: " + attention.keys());
    }
    Tensor bias = attention.masking().bias();
    gradient(op, "outGradient", outGradient, "out", attention.out());
    gradient(op, "qGradient", qGradient, "q", attention.q());
    gradient(op, "kGradient", kGradient, "k", attention.k());
    gradient(op, "vGradient", vGradient, "v", attention.v());
    List<Tensor> read = new ArrayList<>(attention.inputs());
    read.add(attention.out());
    read.add(attention.logSumExp());
    read.add(outGradient);
    List<Tensor> written = new ArrayList<>(List.of(qGradient, kGradient, vGradient));
    List<String> roles = new ArrayList<>(List.of("qGradient", "kGradient", "vGradient"));
    if (biasGradient != null) {
      if (bias == null) {
        throw broken(op, "there is no bias to have a gradient");
      }
      gradient(op, "biasGradient", biasGradient, "bias", bias);
      written.add(biasGradient);
      roles.add("biasGradient");
    }
    for (int w = 0; w < written.size(); w++) {
      Require.output(op, roles.get(w), written.get(w), read.toArray(Tensor[]::new));
      read.add(written.get(w));
    }
  }

  private static void gradient(String op, String role, Tensor gradient, String ofRole, Tensor of) {
    Require.type(op, role, gradient, DType.F32);
    Require.sameShape(op, role, gradient, ofRole, of);
  }

  @Override
  public String name() {
    return "attentionGradient";
  }

  @Override
  public List<Tensor> inputs() {
    return Present.of(
        attention.q(),
        attention.k(),
        attention.v(),
        attention.masking().bias(),
        attention.out(),
        attention.logSumExp(),
        outGradient,
        biasGradient);
  }

  @Override
  public List<Tensor> outputs() {
    return Present.of(qGradient, kGradient, vGradient, biasGradient);
  }
}
