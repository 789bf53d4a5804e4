package dev.heed.testkit.self;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient ops of each op, one after the other, over the numbers of one pass. */
final class WayBack {
  private final Pass pass;
  private final Tensor outGradient;

  WayBack(Pass pass) {
    this.pass = pass;
    this.outGradient = pass.outGradient();
  }

  /** Runs them, and says which tensor holds the gradient of which input. */
  void walk(Op.Differentiable op) {
    switch (op) {
      case Activate o -> {
        Tensor gradient = pass.like(o.in());
        give(o.in(), gradient, new ActivateGradient(o.activation(), o.in(), outGradient, gradient));
      }
      case AddNorm o -> addNorm(o);
      case Attention o -> attention(o);
      case Combine o -> combine(o);
      case Copy o -> {
        Tensor gradient = pass.like(o.from());
        give(o.from(), gradient, new Copy(outGradient, gradient));
      }
      case CrossEntropy o -> crossEntropy(o);
      case Dropout o -> {
        Tensor gradient = pass.like(o.in());
        give(o.in(), gradient, new Dropout(o.chance(), outGradient, gradient));
      }
      case GatedMlp o -> gatedMlp(o);
      case GatherRows o -> {
        Tensor gradient = pass.like(o.table());
        give(o.table(), gradient, new ScatterAddRows(outGradient, o.indices(), gradient));
      }
      case Linear o -> linear(o);
      case MatMul o -> matMul(o);
      case Multiply o -> multiply(o);
      case Norm o -> norm(o.kind(), o.in(), o.weight(), o.bias(), o.epsilon(), List.of(o.in()));
      case NormalizeRows o -> {
        Tensor gradient = pass.like(o.in());
        give(
            o.in(),
            gradient,
            new NormalizeRowsGradient(o.in(), o.epsilon(), outGradient, gradient));
      }
      case PoolRows o -> {
        Tensor gradient = pass.like(o.in());
        give(
            o.in(),
            gradient,
            new PoolRowsGradient(o.pooling(), o.in(), o.spans(), outGradient, gradient));
      }
      case Rotate o -> {
        Tensor gradient = pass.like(o.in());
        give(
            o.in(),
            gradient,
            new RotateGradient(
                outGradient, o.cosines(), o.sines(), o.positions(), o.pairing(), gradient));
      }
      case Softmax o -> {
        Tensor gradient = pass.like(o.in());
        give(o.in(), gradient, new SoftmaxGradient(o.out(), outGradient, gradient));
      }
    }
  }

  private void give(Tensor input, Tensor gradient, Op op) {
    pass.run(op);
    pass.gradient(input, gradient);
  }

  /** What is normalised gives each of its summands the same gradient. */
  private void addNorm(AddNorm op) {
    Tensor sum = pass.like(op.a());
    pass.run(Combine.sum(op.a(), op.b(), sum));
    norm(op.kind(), sum, op.weight(), op.bias(), op.epsilon(), List.of(op.a(), op.b()));
  }

  private void norm(
      NormKind kind,
      Tensor in,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      float epsilon,
      List<Tensor> summands) {
    Tensor gradient = pass.like(in);
    Tensor ofWeight = weight == null ? null : pass.like(weight);
    Tensor ofBias = bias == null ? null : pass.like(bias);
    pass.run(new NormGradient(kind, in, weight, epsilon, outGradient, gradient, ofWeight, ofBias));
    summands.forEach(summand -> pass.gradient(summand, gradient));
    give(weight, ofWeight);
    give(bias, ofBias);
  }

  private void give(@Nullable Tensor input, @Nullable Tensor gradient) {
    if (input != null && gradient != null) {
      pass.gradient(input, gradient);
    }
  }

  /** The forward pass once more, with the log-sum-exp that the gradient needs. */
  private void attention(Attention op) {
    Attention kept =
        new Attention(
            op.q(),
            op.k(),
            op.v(),
            op.queries(),
            op.keys(),
            op.masking(),
            op.scale(),
            op.softCap(),
            pass.like(op.out()),
            pass.zeros(op.heads(), op.q().size(0)),
            null,
            op.dropout());
    Tensor bias = op.masking().bias();
    AttentionGradient back =
        new AttentionGradient(
            kept,
            outGradient,
            pass.like(op.q()),
            pass.like(op.k()),
            pass.like(op.v()),
            bias == null ? null : pass.like(bias));
    pass.run(kept).run(back);
    pass.gradient(op.q(), back.qGradient())
        .gradient(op.k(), back.kGradient())
        .gradient(op.v(), back.vGradient());
    give(bias, back.biasGradient());
  }

  private void combine(Combine op) {
    Tensor ofA = pass.like(op.a());
    give(op.a(), ofA, Combine.scaled(op.alpha(), outGradient, ofA));
    Tensor b = op.b();
    if (b == null) {
      return;
    }
    Tensor ofB = pass.like(b);
    if (b.rank() < op.a().rank()) {
      Tensor sum = pass.like(b);
      pass.run(new SumRows(outGradient, false, sum));
      give(b, ofB, Combine.scaled(op.beta(), sum, ofB));
    } else {
      give(b, ofB, Combine.scaled(op.beta(), outGradient, ofB));
    }
  }

  private void multiply(Multiply op) {
    Tensor ofA = pass.like(op.a());
    give(op.a(), ofA, new Multiply(outGradient, op.b(), ofA));
    Tensor product = pass.like(op.a());
    pass.run(new Multiply(outGradient, op.a(), product));
    if (op.b().rank() < op.a().rank()) {
      Tensor ofRow = pass.like(op.b());
      give(op.b(), ofRow, new SumRows(product, false, ofRow));
    } else {
      pass.gradient(op.b(), product);
    }
  }

  private void crossEntropy(CrossEntropy op) {
    Tensor gradient = pass.like(op.logits());
    give(
        op.logits(),
        gradient,
        new CrossEntropyGradient(
            op.logits(), op.targets(), op.smoothing(), op.classWeights(), outGradient, gradient));
  }

  private void linear(Linear op) {
    Tensor before = pass.like(op.out());
    Tensor gradient = pass.like(op.out());
    pass.run(new Linear(op.in(), op.weight(), op.bias(), Activation.IDENTITY, before));
    pass.run(new ActivateGradient(op.activation(), before, outGradient, gradient));
    projection(op.in(), op.weight(), op.bias(), gradient);
  }

  private void gatedMlp(GatedMlp op) {
    Tensor gate = pass.like(op.out());
    Tensor up = pass.like(op.out());
    Tensor ofGate = pass.like(op.out());
    Tensor ofUp = pass.like(op.out());
    pass.run(new Linear(op.in(), op.gate(), op.gateBias(), Activation.IDENTITY, gate));
    pass.run(new Linear(op.in(), op.up(), op.upBias(), Activation.IDENTITY, up));
    pass.run(new GatedMlpGradient(op.activation(), gate, up, outGradient, ofGate, ofUp));
    projection(op.in(), op.gate(), op.gateBias(), ofGate);
    projection(op.in(), op.up(), op.upBias(), ofUp);
  }

  private void projection(Tensor in, Tensor weight, @Nullable Tensor bias, Tensor gradient) {
    Tensor ofIn = pass.like(in);
    Tensor ofWeight = pass.like(weight);
    Tensor ofBias = bias == null ? null : pass.like(bias);
    pass.run(new LinearGradient(in, weight, gradient, ofIn, ofWeight, ofBias))
        .gradient(in, ofIn)
        .gradient(weight, ofWeight);
    give(bias, ofBias);
  }

  /** One matrix for a whole batch is taken as one for each, whose gradients are summed. */
  private void matMul(MatMul op) {
    Tensor a = op.a();
    boolean shared = op.b().rank() < a.rank();
    Tensor b = shared ? pass.repeated(op.b(), a) : op.b();
    Tensor ofA = pass.like(a);
    give(
        a,
        ofA,
        op.transposeA()
            ? new MatMul(b, outGradient, op.transposeB(), true, op.alpha(), 0, ofA)
            : new MatMul(outGradient, b, false, !op.transposeB(), op.alpha(), 0, ofA));
    Tensor ofB = pass.like(b);
    pass.run(
        op.transposeB()
            ? new MatMul(outGradient, a, true, op.transposeA(), op.alpha(), 0, ofB)
            : new MatMul(a, outGradient, !op.transposeA(), false, op.alpha(), 0, ofB));
    if (!shared) {
      pass.gradient(b, ofB);
      return;
    }
    int size = Math.toIntExact(op.b().elements());
    Tensor sum = pass.zeros(size);
    pass.run(new SumRows(pass.reshaped(ofB, (int) (ofB.elements() / size), size), false, sum));
    pass.gradient(op.b(), sum);
  }
}
