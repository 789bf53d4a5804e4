package dev.heed.models.autograd;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.error.UnsupportedOpException;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.AddNorm;
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
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rule of each op: from the gradient of what it wrote to gradients of what it read. An op whose
 * output nothing depends on contributes nothing.
 */
final class Backward {
  private final CommandQueue queue;
  private final Gradients gradients;
  private final Predicate<@Nullable Tensor> reached;
  private final Rerun rerun;

  /**
   * @param queue runs gradient ops
   * @param reached whether a gradient is wanted: a parameter, or what depends on one
   * @param rerun for spans of which nothing was kept
   */
  Backward(
      CommandQueue queue, Gradients gradients, Predicate<@Nullable Tensor> reached, Rerun rerun) {
    this.queue = queue;
    this.gradients = gradients;
    this.reached = reached;
    this.rerun = rerun;
  }

  void walk(Step step) {
    switch (step) {
      case Step.One one -> walk(one.op());
      case Step.Gate gate -> gate(gate);
      case Step.Again again -> again(again);
    }
  }

  /** Walks from the last step to the first. */
  void walkBack(List<Step> steps) {
    for (int s = steps.size() - 1; s >= 0; s--) {
      walk(steps.get(s));
    }
  }

  private void again(Step.Again step) {
    Tensor outGradient = gradients.of(step.out());
    if (outGradient == null) {
      return;
    }
    Rerun.Result result = rerun.run(step);
    gradients.pass(result.out(), step.out(), outGradient, true);
    gradients.forget(step.out());
    walkBack(result.steps());
  }

  private void walk(Op.Differentiable op) {
    switch (op) {
      case Activate o -> activate(o);
      case AddNorm o -> addNorm(o);
      case Attention o -> attention(o);
      case Combine o -> combine(o);
      case Copy o -> copy(o);
      case CrossEntropy o -> crossEntropy(o);
      case Dropout o -> dropout(o);
      case GatedMlp _ -> throw new IllegalStateException("a gate is a step of its own");
      case GatherRows o -> gather(o);
      case Linear o -> linear(o);
      case MatMul o -> matMul(o);
      case Multiply o -> multiply(o);
      case Norm o -> norm(o);
      case NormalizeRows o -> normalize(o);
      case PoolRows o -> pool(o);
      case Rotate o -> rotate(o);
      case Softmax o -> softmax(o);
    }
  }

  /** Makes the gradient of an input from that of the output; the two may be one tensor. */
  private interface Rule {
    Op of(Tensor outGradient, Tensor inGradient);
  }

  /** One input and one output of one shape, by an op that may write over what it reads. */
  private void through(Tensor in, Tensor out, Rule rule) {
    Tensor outGradient = gradients.of(out);
    if (outGradient == null) {
      return;
    }
    if (in.sameMemory(out)) {
      queue.run(rule.of(outGradient, outGradient));
      return;
    }
    Tensor inGradient = gradients.roomOver(in, out, outGradient);
    queue.run(rule.of(outGradient, inGradient));
    gradients.add(in, inGradient);
    gradients.forget(out);
  }

  private void activate(Activate op) {
    through(
        op.in(), op.out(), (out, in) -> new ActivateGradient(op.activation(), op.in(), out, in));
  }

  private void dropout(Dropout op) {
    through(op.in(), op.out(), (out, in) -> new Dropout(op.chance(), out, in));
  }

  private void softmax(Softmax op) {
    through(op.in(), op.out(), (out, in) -> new SoftmaxGradient(op.out(), out, in));
  }

  private void normalize(NormalizeRows op) {
    through(
        op.in(), op.out(), (out, in) -> new NormalizeRowsGradient(op.in(), op.epsilon(), out, in));
  }

  private void rotate(Rotate op) {
    through(
        op.in(),
        op.out(),
        (out, in) ->
            new RotateGradient(out, op.cosines(), op.sines(), op.positions(), op.pairing(), in));
  }

  private void norm(Norm op) {
    norm(op.kind(), op.in(), op.weight(), op.bias(), op.epsilon(), op.out());
  }

  private void norm(
      NormKind kind,
      Tensor in,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      float epsilon,
      Tensor out) {
    through(
        in,
        out,
        (outGradient, inGradient) ->
            new NormGradient(
                kind,
                in,
                weight,
                epsilon,
                outGradient,
                inGradient,
                accumulator(weight),
                accumulator(bias)));
  }

  private void addNorm(AddNorm op) {
    Tensor sum = op.sum();
    if (sum == null) {
      throw new IllegalStateException("the tape keeps every sum");
    }
    norm(op.kind(), sum, op.weight(), op.bias(), op.epsilon(), op.out());
    sum(1, op.a(), 1, op.b(), sum);
  }

  private void combine(Combine op) {
    Tensor b = op.b();
    if (b != null && b.rank() == 1 && op.a().rank() > 1) {
      addedToRows(op, b);
    } else {
      sum(op.alpha(), op.a(), op.beta(), b, op.out());
    }
  }

  /** out = alpha · a + beta · b, b a vector. */
  private void addedToRows(Combine op, Tensor b) {
    Tensor outGradient = gradients.of(op.out());
    if (outGradient == null) {
      return;
    }
    if (reached.test(b)) {
      Tensor sum = gradients.take(b.layout().shape());
      queue.run(new SumRows(outGradient, false, sum));
      Tensor to = gradients.accumulator(b);
      queue.run(new Combine(1, to, op.beta(), sum, to));
      gradients.release(sum);
    }
    sum(op.alpha(), op.a(), 0, null, op.out());
  }

  /** out = alpha · a + beta · b, of one shape; out may be a or b. */
  private void sum(float alpha, Tensor a, float beta, @Nullable Tensor b, Tensor out) {
    Tensor outGradient = gradients.of(out);
    if (outGradient == null) {
      return;
    }
    boolean overA = a.sameMemory(out);
    boolean overB = b != null && b.sameMemory(out);
    boolean toA = !overA && reached.test(a);
    boolean toB = !overB && reached.test(b);
    if (toA) {
      share(alpha, a, out, outGradient, !toB && !overB);
    }
    if (toB && b != null) {
      share(beta, b, out, outGradient, !overA);
    }
    if (overA || overB) {
      // Both: out = (alpha + beta) · out.
      float factor = (overA ? alpha : 0) + (overB ? beta : 0);
      if (factor != 1) {
        queue.run(Combine.scaled(factor, outGradient, outGradient));
      }
    } else {
      gradients.forget(out);
    }
  }

  private void share(float factor, Tensor value, Tensor out, Tensor outGradient, boolean last) {
    if (factor == 1) {
      gradients.pass(value, out, outGradient, last);
    } else {
      Tensor room = gradients.room(value);
      queue.run(Combine.scaled(factor, outGradient, room));
      gradients.add(value, room);
    }
  }

  private void multiply(Multiply op) {
    Tensor outGradient = gradients.of(op.out());
    if (outGradient == null) {
      return;
    }
    Tensor a = op.a();
    Tensor b = op.b();
    boolean everyRow = b.rank() == 1 && a.rank() > 1;
    if (reached.test(a)) {
      Tensor room = gradients.room(a);
      queue.run(new Multiply(outGradient, b, room));
      gradients.add(a, room);
    }
    if (reached.test(b) && everyRow) {
      Tensor product = gradients.take(a.layout().shape());
      queue.run(new Multiply(outGradient, a, product));
      queue.run(new SumRows(product, true, gradients.accumulator(b)));
      gradients.release(product);
    } else if (reached.test(b)) {
      Tensor room = gradients.room(b);
      queue.run(new Multiply(outGradient, a, room));
      gradients.add(b, room);
    }
    gradients.forget(op.out());
  }

  private void copy(Copy op) {
    Tensor outGradient = gradients.of(op.out());
    if (outGradient == null) {
      return;
    }
    if (op.from().dtype() != DType.F32 || op.out().dtype() != DType.F32) {
      throw new UnsupportedOpException(
          "copy: no gradient goes from %s to %s".formatted(op.out(), op.from()));
    }
    gradients.pass(op.from(), op.out(), outGradient, true);
    gradients.forget(op.out());
  }

  private void linear(Linear op) {
    Tensor outGradient = gradients.of(op.out());
    if (outGradient == null) {
      return;
    }
    Tensor inGradient = reached.test(op.in()) ? gradients.room(op.in()) : null;
    queue.run(
        new LinearGradient(
            op.in(),
            op.weight(),
            outGradient,
            inGradient,
            accumulator(op.weight()),
            accumulator(op.bias())));
    if (inGradient != null) {
      gradients.add(op.in(), inGradient);
    }
    gradients.forget(op.out());
  }

  private void gate(Step.Gate op) {
    Tensor outGradient = gradients.of(op.out());
    if (outGradient == null) {
      return;
    }
    Tensor gate = gradients.room(op.gate());
    Tensor up = gradients.room(op.up());
    queue.run(new GatedMlpGradient(op.activation(), op.gate(), op.up(), outGradient, gate, up));
    gradients.add(op.gate(), gate);
    gradients.add(op.up(), up);
    gradients.forget(op.out());
  }

  private void matMul(MatMul op) {
    Tensor outGradient = gradients.of(op.out());
    if (outGradient == null) {
      return;
    }
    Tensor a = op.a();
    Tensor b = op.b();
    if (reached.test(a)) {
      Tensor room = gradients.room(a);
      queue.run(
          op.transposeA()
              ? new MatMul(b, outGradient, op.transposeB(), true, op.alpha(), 0, room)
              : new MatMul(outGradient, b, false, !op.transposeB(), op.alpha(), 0, room));
      gradients.add(a, room);
    }
    if (reached.test(b) && b.rank() < a.rank()) {
      addForSharedMatrix(op, a, outGradient, gradients.accumulator(b));
    } else if (reached.test(b)) {
      Tensor room = gradients.room(b);
      queue.run(forRight(op, a, outGradient, 0, room));
      gradients.add(b, room);
    }
    if (op.beta() == 0) {
      gradients.forget(op.out());
    } else if (op.beta() != 1) {
      queue.run(Combine.scaled(op.beta(), outGradient, outGradient));
    }
  }

  private static MatMul forRight(MatMul op, Tensor a, Tensor outGradient, float beta, Tensor to) {
    return op.transposeB()
        ? new MatMul(outGradient, a, true, op.transposeA(), op.alpha(), beta, to)
        : new MatMul(a, outGradient, !op.transposeA(), false, op.alpha(), beta, to);
  }

  /** One matrix on the right that served a whole batch. */
  private void addForSharedMatrix(MatMul op, Tensor a, Tensor outGradient, Tensor to) {
    if (a.rank() == 2) {
      queue.run(forRight(op, a, outGradient, 1, to));
      return;
    }
    for (int i = 0; i < a.size(0); i++) {
      addForSharedMatrix(op, a.select(0, i), outGradient.select(0, i), to);
    }
  }

  private void attention(Attention op) {
    Tensor outGradient = gradients.of(op.out());
    if (outGradient == null) {
      return;
    }
    Tensor q = attentionRoom(op.q(), op.queries());
    Tensor k = attentionRoom(op.k(), op.keys());
    Tensor v = attentionRoom(op.v(), op.keys());
    queue.run(new AttentionGradient(op, outGradient, q, k, v, accumulator(op.masking().bias())));
    give(op.q(), q);
    give(op.k(), k);
    give(op.v(), v);
    gradients.forget(op.out());
  }

  /** The op writes all three, wanted or not, and only rows of sequences. */
  private Tensor attentionRoom(Tensor value, SeqSpans spans) {
    Tensor room =
        reached.test(value) ? gradients.room(value) : gradients.take(value.layout().shape());
    if (spans.total() < value.size(0)) {
      queue.run(new Fill(room, 0));
    }
    return room;
  }

  private void give(Tensor value, Tensor room) {
    if (reached.test(value)) {
      gradients.add(value, room);
    } else {
      gradients.release(room);
    }
  }

  private void gather(GatherRows op) {
    Tensor outGradient = gradients.of(op.out());
    if (outGradient == null) {
      return;
    }
    if (reached.test(op.table())) {
      queue.run(new ScatterAddRows(outGradient, op.indices(), gradients.accumulator(op.table())));
    }
    if (!op.accumulate()) {
      gradients.forget(op.out());
    }
  }

  private void pool(PoolRows op) {
    Tensor outGradient = gradients.of(op.out());
    if (outGradient == null) {
      return;
    }
    Tensor room = gradients.room(op.in());
    queue.run(new PoolRowsGradient(op.pooling(), op.in(), op.spans(), outGradient, room));
    gradients.add(op.in(), room);
    gradients.forget(op.out());
  }

  private void crossEntropy(CrossEntropy op) {
    Tensor lossGradient = gradients.of(op.losses());
    if (lossGradient == null) {
      return;
    }
    Tensor room = gradients.room(op.logits());
    queue.run(
        new CrossEntropyGradient(
            op.logits(), op.targets(), op.smoothing(), op.classWeights(), lossGradient, room));
    gradients.add(op.logits(), room);
    gradients.forget(op.losses());
  }

  /** Where an op adds to, or null where no gradient is wanted. */
  private @Nullable Tensor accumulator(@Nullable Tensor value) {
    return value != null && reached.test(value) ? gradients.accumulator(value) : null;
  }
}
