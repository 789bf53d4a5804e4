package dev.heed.cpu.simd;

import dev.heed.cpu.simd.team.WorkerTeam;
import dev.heed.engine.host.HostQueue;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
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
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.op.TopKRows;

/** Which kernel runs which op. */
final class SimdQueue extends HostQueue {
  private final Workspace own;
  private final Resources with;

  SimdQueue(String name, SimdBackend backend, WorkerTeam team) {
    super(name, backend);
    this.own = new Workspace(() -> backend.newScratch("working memory of queue '" + name + "'"));
    this.with = new Resources(team, scratch(), own, backend.workspaces());
  }

  @Override
  protected void release() {
    own.close();
  }

  @Override
  protected void execute(Op op) {
    switch (op) {
      case Activate activate -> ElementOps.activate(with, activate);
      case AddNorm addNorm -> NormOps.addNorm(with, addNorm);
      case ArgMaxRows argMax -> RowOps.argMax(with, argMax);
      case Attention attention -> AttentionOps.attention(with, attention);
      case Combine combine -> ElementOps.combine(with, combine);
      case Copy copy -> Copies.copy(with, copy);
      case Fill fill -> Copies.fill(with, fill);
      case GatedMlp mlp -> LinearOps.gatedMlp(with, mlp);
      case GatherRows gather -> RowOps.gather(with, gather);
      case Linear linear -> LinearOps.linear(with, linear);
      case MatMul matMul -> MatMulOps.matMul(with, matMul);
      case Multiply multiply -> ElementOps.multiply(with, multiply);
      case Norm norm -> NormOps.norm(with, norm);
      case NormalizeRows normalize -> NormOps.normalize(with, normalize);
      case PackedGatedMlp mlp -> LinearOps.gatedMlp(with, mlp);
      case PackedLinear linear -> LinearOps.linear(with, linear);
      case PoolRows pool -> RowOps.pool(with, pool);
      case Rotate rotate -> RotateOps.rotate(with, rotate);
      case ScatterRows scatter -> RowOps.scatter(with, scatter);
      case Softmax softmax -> NormOps.softmax(with, softmax);
      case TopKRows topK -> RowOps.topK(with, topK);
      case CrossEntropy entropy -> CrossEntropyOps.loss(with, entropy);
      case Dropout dropout -> ElementGradientOps.dropout(with, dropout);
      case Op.Gradient gradient -> gradient(gradient);
      case Op.Update update -> update(update);
    }
  }

  private void gradient(Op.Gradient op) {
    switch (op) {
      case ActivateGradient activate -> ElementGradientOps.activate(with, activate);
      case AttentionGradient attention -> AttentionGradientOps.attention(with, attention);
      case CrossEntropyGradient entropy -> CrossEntropyOps.gradient(with, entropy);
      case GatedMlpGradient mlp -> ElementGradientOps.gatedMlp(with, mlp);
      case LinearGradient linear -> LinearGradientOps.linear(with, linear);
      case NormGradient norm -> NormGradientOps.norm(with, norm);
      case NormalizeRowsGradient normalize -> NormGradientOps.normalize(with, normalize);
      case PoolRowsGradient pool -> RowGradientOps.pool(with, pool);
      case RotateGradient rotate -> RotateOps.gradient(with, rotate);
      case ScatterAddRows scatter -> RowGradientOps.scatterAdd(with, scatter);
      case SoftmaxGradient softmax -> NormGradientOps.softmax(with, softmax);
      case SumRows sum -> RowGradientOps.sumRows(with, sum);
      case SumSquares sum -> RowGradientOps.sumSquares(with, sum);
    }
  }

  private void update(Op.Update op) {
    switch (op) {
      case AdagradStep step -> UpdateOps.adagrad(with, step);
      case AdamStep step -> UpdateOps.adam(with, step);
      case RmsPropStep step -> UpdateOps.rmsProp(with, step);
      case SgdStep step -> UpdateOps.sgd(with, step);
    }
  }
}
