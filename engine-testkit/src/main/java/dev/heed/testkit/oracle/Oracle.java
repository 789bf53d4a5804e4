package dev.heed.testkit.oracle;

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
import java.util.List;

/** What every op must give. */
public final class Oracle {
  private Oracle() {}

  /** The same for a backend that packs weights as they are. */
  public static List<Expected> expect(Op op, Held held) {
    return expect(op, held, 0);
  }

  /**
   * One expectation per output, in the order of {@link Op#outputs}.
   *
   * @param packedWeightError how far an element of a packed weight may be off, as a part of the
   *     greatest magnitude in its row
   * @throws dev.heed.engine.error.InvalidOpException where the contract says that an op fails at
   *     run time: an index outside
   */
  public static List<Expected> expect(Op op, Held held, double packedWeightError) {
    return switch (op) {
      case Copy copy -> ElementOracle.copy(copy, held);
      case Fill fill -> ElementOracle.fill(fill, held);
      case Combine combine -> ElementOracle.combine(combine, held);
      case Multiply multiply -> ElementOracle.multiply(multiply, held);
      case Activate activate -> ElementOracle.activate(activate, held);
      case GatherRows gather -> RowOracle.gather(gather, held);
      case ScatterRows scatter -> RowOracle.scatter(scatter, held);
      case PoolRows pool -> RowOracle.pool(pool, held);
      case ArgMaxRows argMax -> ChoiceOracle.argMax(argMax, held);
      case TopKRows topK -> ChoiceOracle.topK(topK, held);
      case Softmax softmax -> SoftmaxOracle.softmax(softmax, held);
      case Norm norm -> NormOracle.norm(norm, held);
      case AddNorm addNorm -> NormOracle.addNorm(addNorm, held);
      case NormalizeRows normalize -> NormOracle.normalize(normalize, held);
      case Rotate rotate -> RotateOracle.rotate(rotate, held);
      case MatMul matMul -> ProductOracle.matMul(matMul, held);
      case Linear linear -> ProductOracle.linear(linear, held);
      case PackedLinear linear -> ProductOracle.packedLinear(linear, held, packedWeightError);
      case GatedMlp mlp -> ProductOracle.gatedMlp(mlp, held);
      case PackedGatedMlp mlp -> ProductOracle.packedGatedMlp(mlp, held, packedWeightError);
      case Attention attention -> new AttentionOracle(attention, held).expect();
      case Dropout dropout -> DropoutOracle.dropout(dropout, held);
      case CrossEntropy crossEntropy -> CrossEntropyOracle.losses(crossEntropy, held);
      case Op.Gradient gradient -> gradient(gradient, held);
      case Op.Update update -> UpdateOracle.expect(update, held);
    };
  }

  private static List<Expected> gradient(Op.Gradient op, Held held) {
    return switch (op) {
      case ActivateGradient gradient -> ElementGradientOracle.activate(gradient, held);
      case GatedMlpGradient gradient -> ElementGradientOracle.gatedMlp(gradient, held);
      case NormGradient gradient -> NormGradientOracle.norm(gradient, held);
      case NormalizeRowsGradient gradient -> NormGradientOracle.normalize(gradient, held);
      case SoftmaxGradient gradient -> NormGradientOracle.softmax(gradient, held);
      case PoolRowsGradient gradient -> RowGradientOracle.pool(gradient, held);
      case ScatterAddRows scatter -> RowGradientOracle.scatterAdd(scatter, held);
      case SumRows sum -> RowGradientOracle.sumRows(sum, held);
      case SumSquares sum -> RowGradientOracle.sumSquares(sum, held);
      case RotateGradient gradient -> RotateOracle.gradient(gradient, held);
      case LinearGradient gradient -> ProductGradientOracle.linear(gradient, held);
      case CrossEntropyGradient gradient -> CrossEntropyOracle.gradients(gradient, held);
      case AttentionGradient gradient -> new AttentionGradientOracle(gradient, held).expect();
    };
  }
}
