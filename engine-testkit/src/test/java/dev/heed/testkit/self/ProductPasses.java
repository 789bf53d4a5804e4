package dev.heed.testkit.self;

import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.tensor.Tensor;
import java.util.Objects;
import java.util.stream.Stream;

/** Matrix products, and the ways back through them, which take several ops. */
final class ProductPasses {
  private ProductPasses() {}

  static Stream<Pass> all() {
    return Stream.of(matMul(), linear(), gatedMlp());
  }

  /** 2 · a · bᵀ + out: to a goes 2 · g · b, to b 2 · gᵀ · a. */
  private static Pass matMul() {
    Pass pass =
        new Pass(
            "matMul",
            p ->
                new MatMul(
                    p.drawn(-1, 1, 4, 6), p.drawn(-1, 1, 5, 6), false, true, 2, 0, p.zeros(4, 5)));
    MatMul op = (MatMul) pass.forward();
    Tensor ofA = pass.like(op.a());
    Tensor ofB = pass.like(op.b());
    return pass.run(new MatMul(pass.outGradient(), op.b(), false, false, 2, 0, ofA))
        .run(new MatMul(pass.outGradient(), op.a(), true, false, 2, 0, ofB))
        .gradient(op.a(), ofA)
        .gradient(op.b(), ofB);
  }

  private static Pass linear() {
    Pass pass =
        new Pass(
            "linear",
            p ->
                new Linear(
                    p.drawn(-1, 1, 2, 3, 6),
                    p.drawn(-1, 1, 5, 6),
                    p.drawn(-1, 1, 5),
                    Activation.GELU,
                    p.zeros(2, 3, 5)));
    Linear op = (Linear) pass.forward();
    Tensor bias = Objects.requireNonNull(op.bias());
    Tensor before = pass.like(op.out());
    pass.run(new Linear(op.in(), op.weight(), bias, Activation.IDENTITY, before));
    Tensor gradient = pass.like(op.out());
    pass.run(new ActivateGradient(op.activation(), before, pass.outGradient(), gradient));
    return back(pass, op.in(), op.weight(), bias, gradient, pass.like(op.in()));
  }

  private static Pass gatedMlp() {
    Pass pass =
        new Pass(
            "gatedMlp",
            p ->
                new GatedMlp(
                    p.drawn(-1, 1, 3, 6),
                    p.drawn(-1, 1, 5, 6),
                    p.drawn(-1, 1, 5, 6),
                    p.drawn(-1, 1, 5),
                    p.drawn(-1, 1, 5),
                    Activation.SILU,
                    p.zeros(3, 5)));
    GatedMlp op = (GatedMlp) pass.forward();
    Tensor gateBias = Objects.requireNonNull(op.gateBias());
    Tensor upBias = Objects.requireNonNull(op.upBias());
    Tensor gate = pass.like(op.out());
    Tensor up = pass.like(op.out());
    Tensor ofGate = pass.like(op.out());
    Tensor ofUp = pass.like(op.out());
    pass.run(new Linear(op.in(), op.gate(), gateBias, Activation.IDENTITY, gate));
    pass.run(new Linear(op.in(), op.up(), upBias, Activation.IDENTITY, up));
    pass.run(new GatedMlpGradient(op.activation(), gate, up, pass.outGradient(), ofGate, ofUp));
    Tensor byGate = pass.like(op.in());
    Tensor byUp = pass.like(op.in());
    back(pass, op.in(), op.gate(), gateBias, ofGate, byGate);
    back(pass, op.in(), op.up(), upBias, ofUp, byUp);
    Tensor inGradient = pass.like(op.in());
    return pass.run(Combine.sum(byGate, byUp, inGradient)).gradient(op.in(), inGradient);
  }

  private static Pass back(
      Pass pass, Tensor in, Tensor weight, Tensor bias, Tensor gradient, Tensor inGradient) {
    Tensor weightGradient = pass.like(weight);
    Tensor biasGradient = pass.like(bias);
    return pass.run(
            new LinearGradient(in, weight, gradient, inGradient, weightGradient, biasGradient))
        .gradient(in, inGradient)
        .gradient(weight, weightGradient)
        .gradient(bias, biasGradient);
  }
}
