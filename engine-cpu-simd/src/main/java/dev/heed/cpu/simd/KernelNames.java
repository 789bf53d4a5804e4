package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.AttentionKernel;
import dev.heed.cpu.simd.kernel.BlockGemm;
import dev.heed.cpu.simd.kernel.Gemm;
import dev.heed.cpu.simd.kernel.Lanes;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;

/** What a kernel is called in reports: its shape and the width of its vectors. */
final class KernelNames {
  private KernelNames() {}

  static String of(Op op) {
    return switch (op) {
      case Linear linear -> product(linear.out());
      case PackedLinear linear -> product(linear.out(), linear.weight());
      case GatedMlp mlp -> product(mlp.out());
      case PackedGatedMlp mlp -> product(mlp.out(), mlp.gate());
      case MatMul matMul -> product(matMul.out().size(-2), matMul.out().width());
      case Attention attention ->
          "blocks of %d keys%s, %s"
              .formatted(
                  AttentionKernel.BLOCK_KEYS,
                  attention.k().dtype() == DType.F32 ? "" : " in 16 bits",
                  vectors());
      case Activate _,
          AddNorm _,
          ArgMaxRows _,
          Combine _,
          Multiply _,
          Norm _,
          NormalizeRows _,
          PoolRows _,
          Rotate _,
          Softmax _ ->
          "rows, " + vectors();
      case TopKRows _ -> "heap";
      case CrossEntropy _, Dropout _ -> "rows, " + vectors();
      case LinearGradient gradient -> product(gradient);
      case AttentionGradient _ -> "blocks of keys, " + vectors();
      case SumRows _, ScatterAddRows _ -> "columns, " + vectors();
      case SumSquares _ -> "pieces, " + vectors();
      case ActivateGradient _,
          CrossEntropyGradient _,
          GatedMlpGradient _,
          NormGradient _,
          NormalizeRowsGradient _,
          PoolRowsGradient _,
          RotateGradient _,
          SoftmaxGradient _ ->
          "rows, " + vectors();
      case Op.Update _ -> "one pass, " + vectors();
      case Copy _, Fill _, GatherRows _, ScatterRows _ -> "copies";
    };
  }

  private static String product(Tensor out) {
    return product(out.rows(), out.width());
  }

  private static String product(int rows, int columns) {
    return "tiles of %s, %s".formatted(Gemm.tiles(Math.max(1, rows), columns), vectors());
  }

  /** The tiles of the greater of its products. */
  private static String product(LinearGradient gradient) {
    Tensor sums = gradient.weightGradient();
    Tensor rows = gradient.inGradient();
    if (sums != null) {
      return product(sums);
    }
    return rows == null ? "columns, " + vectors() : product(rows);
  }

  private static String product(Tensor out, PackedWeight weight) {
    return switch (weight) {
      case BlockWeight blocks when out.rows() <= BlockGemm.FEW_ROWS ->
          "rows times %s, %s".formatted(blocks.type(), vectors());
      case BlockWeight blocks -> product(out) + ", weights in " + blocks.type();
      default -> product(out);
    };
  }

  private static String vectors() {
    return Lanes.bits() + " bits";
  }
}
