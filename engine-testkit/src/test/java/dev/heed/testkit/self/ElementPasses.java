package dev.heed.testkit.self;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.tensor.Tensor;
import java.util.stream.Stream;

/** Ops on single elements, and the ways back through them. */
final class ElementPasses {
  private ElementPasses() {}

  static Stream<Pass> all() {
    return Stream.of(combine(), combineWithRow(), multiply(), multiplyByRow(), copy(), dropout());
  }

  /** No value lies where RELU has a corner. */
  static Pass activate(Activation activation) {
    Pass pass =
        new Pass(
            "activate " + activation,
            p -> {
              Tensor in = p.drawn(-4, 4, 5, 17);
              for (int e = 0; e < in.elements(); e++) {
                double x = p.of(in).get(e);
                p.of(in).set(e, Math.abs(x) < 4 * Pass.STEP ? x + 0.25 : x);
              }
              return new Activate(activation, in, p.zeros(5, 17));
            });
    Activate op = (Activate) pass.forward();
    Tensor inGradient = pass.like(op.in());
    return pass.run(new ActivateGradient(activation, op.in(), pass.outGradient(), inGradient))
        .gradient(op.in(), inGradient);
  }

  private static Pass combine() {
    Pass pass =
        new Pass(
            "combine",
            p -> new Combine(2, p.drawn(-1, 1, 3, 7), -0.5f, p.drawn(-1, 1, 3, 7), p.zeros(3, 7)));
    Tensor ofA = pass.zeros(3, 7);
    Tensor ofB = pass.zeros(3, 7);
    return pass.run(Combine.scaled(2, pass.outGradient(), ofA))
        .run(Combine.scaled(-0.5f, pass.outGradient(), ofB))
        .gradient(pass.forward().inputs().get(0), ofA)
        .gradient(pass.forward().inputs().get(1), ofB);
  }

  private static Pass combineWithRow() {
    Pass pass =
        new Pass(
            "combine with a row",
            p -> Combine.sum(p.drawn(-1, 1, 3, 7), p.drawn(-1, 1, 7), p.zeros(3, 7)));
    Tensor ofRow = pass.zeros(7);
    return pass.run(new SumRows(pass.outGradient(), false, ofRow))
        .gradient(pass.forward().inputs().get(1), ofRow);
  }

  private static Pass multiply() {
    Pass pass =
        new Pass(
            "multiply",
            p -> new Multiply(p.coarse(-1, 1, 3, 7), p.coarse(-1, 1, 3, 7), p.zeros(3, 7)));
    Multiply op = (Multiply) pass.forward();
    Tensor ofA = pass.zeros(3, 7);
    Tensor ofB = pass.zeros(3, 7);
    return pass.run(new Multiply(pass.outGradient(), op.b(), ofA))
        .run(new Multiply(pass.outGradient(), op.a(), ofB))
        .gradient(op.a(), ofA)
        .gradient(op.b(), ofB);
  }

  private static Pass multiplyByRow() {
    Pass pass =
        new Pass(
            "multiply by a row",
            p -> new Multiply(p.coarse(-1, 1, 3, 7), p.coarse(-1, 1, 7), p.zeros(3, 7)));
    Multiply op = (Multiply) pass.forward();
    Tensor product = pass.zeros(3, 7);
    Tensor ofRow = pass.zeros(7);
    return pass.run(new Multiply(pass.outGradient(), op.a(), product))
        .run(new SumRows(product, true, ofRow))
        .gradient(op.b(), ofRow);
  }

  private static Pass copy() {
    Pass pass = new Pass("copy", p -> new Copy(p.drawn(-1, 1, 3, 7), p.zeros(3, 7)));
    Tensor inGradient = pass.zeros(3, 7);
    return pass.run(new Copy(pass.outGradient(), inGradient))
        .gradient(((Copy) pass.forward()).from(), inGradient);
  }

  private static Pass dropout() {
    Chance chance = new Chance(0.5f, 3);
    Pass pass = new Pass("dropout", p -> new Dropout(chance, p.drawn(-1, 1, 5, 9), p.zeros(5, 9)));
    Tensor inGradient = pass.zeros(5, 9);
    return pass.run(new Dropout(chance, pass.outGradient(), inGradient))
        .gradient(((Dropout) pass.forward()).in(), inGradient);
  }
}
