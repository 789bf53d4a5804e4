package dev.heed.testkit.self;

import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/** Ops on rows, and the ways back through them. */
final class RowPasses {
  private RowPasses() {}

  static Stream<Pass> all() {
    return Stream.of(
            Arrays.stream(NormKind.values()).flatMap(k -> Stream.of(norm(k), addNorm(k))),
            Arrays.stream(Pooling.values()).map(RowPasses::pool),
            Arrays.stream(RotaryPairing.values()).map(RowPasses::rotate),
            Stream.of(0f, 0.2f).flatMap(s -> Stream.of(loss(s, false), loss(s, true))),
            Stream.of(normalize(1e-6f), normalize(100), softmax(), gather()))
        .flatMap(all -> all);
  }

  private static Pass norm(NormKind kind) {
    Pass pass =
        new Pass(
            "norm " + kind,
            p ->
                Norm.of(
                    kind,
                    p.drawn(-2, 3, 4, 9),
                    p.drawn(0.5, 2, 9),
                    p.drawn(-1, 1, 9),
                    0.01f,
                    p.zeros(4, 9)));
    Norm op = (Norm) pass.forward();
    Tensor weight = Objects.requireNonNull(op.weight());
    Tensor bias = Objects.requireNonNull(op.bias());
    return back(pass, kind, op.in(), weight, bias, op.in());
  }

  private static Pass addNorm(NormKind kind) {
    Pass pass =
        new Pass(
            "addNorm " + kind,
            p ->
                new AddNorm(
                    kind,
                    p.drawn(-2, 3, 4, 9),
                    p.drawn(-1, 1, 4, 9),
                    p.drawn(0.5, 2, 9),
                    p.drawn(-1, 1, 9),
                    0.01f,
                    p.zeros(4, 9),
                    p.zeros(4, 9)));
    AddNorm op = (AddNorm) pass.forward();
    Tensor sum = Objects.requireNonNull(op.sum());
    return back(
        pass,
        kind,
        sum,
        Objects.requireNonNull(op.weight()),
        Objects.requireNonNull(op.bias()),
        op.a(),
        op.b());
  }

  /** What is normalised gives each of its summands the same gradient. */
  private static Pass back(
      Pass pass, NormKind kind, Tensor in, Tensor weight, Tensor bias, Tensor... summands) {
    Tensor inGradient = pass.like(in);
    Tensor weightGradient = pass.like(weight);
    Tensor biasGradient = pass.like(bias);
    pass.run(
        new NormGradient(
            kind, in, weight, 0.01f, pass.outGradient(), inGradient, weightGradient, biasGradient));
    for (Tensor summand : summands) {
      pass.gradient(summand, inGradient);
    }
    return pass.gradient(weight, weightGradient).gradient(bias, biasGradient);
  }

  /** Below epsilon the divisor is a constant. */
  private static Pass normalize(float epsilon) {
    Pass pass =
        new Pass(
            "normalizeRows over " + epsilon,
            p -> new NormalizeRows(p.drawn(-1, 1, 4, 9), epsilon, p.zeros(4, 9)));
    NormalizeRows op = (NormalizeRows) pass.forward();
    Tensor inGradient = pass.like(op.in());
    return pass.run(new NormalizeRowsGradient(op.in(), epsilon, pass.outGradient(), inGradient))
        .gradient(op.in(), inGradient);
  }

  private static Pass softmax() {
    Pass pass = new Pass("softmax", p -> Softmax.of(p.drawn(-2, 2, 4, 9), p.zeros(4, 9)));
    Softmax op = (Softmax) pass.forward();
    Tensor inGradient = pass.like(op.in());
    return pass.run(new SoftmaxGradient(op.out(), pass.outGradient(), inGradient))
        .gradient(op.in(), inGradient);
  }

  /** All values of a column differ by more than the steps. */
  private static Pass pool(Pooling pooling) {
    SeqSpans spans = SeqSpans.of(new int[] {6, 1}, new int[] {3, 4});
    Pass pass =
        new Pass(
            "poolRows " + pooling,
            p -> {
              HostTensor in = new HostTensor(DType.F32, 10, 5);
              for (int e = 0; e < in.count(); e++) {
                in.set(e, e * 7 % 50 / 16.0);
              }
              return new PoolRows(pooling, p.holding(in), spans, p.zeros(2, 5));
            });
    PoolRows op = (PoolRows) pass.forward();
    Tensor inGradient = pass.like(op.in());
    return pass.run(new PoolRowsGradient(pooling, op.in(), spans, pass.outGradient(), inGradient))
        .gradient(op.in(), inGradient);
  }

  private static Pass rotate(RotaryPairing pairing) {
    Pass pass =
        new Pass(
            "rotate " + pairing,
            p ->
                new Rotate(
                    p.drawn(-1, 1, 3, 2, 9),
                    p.drawn(-1, 1, 5, 4),
                    p.drawn(-1, 1, 5, 4),
                    p.ints(4, 0, 2),
                    pairing,
                    p.zeros(3, 2, 9)));
    Rotate op = (Rotate) pass.forward();
    Tensor inGradient = pass.like(op.in());
    return pass.run(
            new RotateGradient(
                pass.outGradient(), op.cosines(), op.sines(), op.positions(), pairing, inGradient))
        .gradient(op.in(), inGradient);
  }

  private static Pass gather() {
    Pass pass =
        new Pass(
            "gatherRows",
            p -> new GatherRows(p.drawn(-1, 1, 4, 6), p.ints(2, 0, 2, 2, 1), false, p.zeros(5, 6)));
    GatherRows op = (GatherRows) pass.forward();
    Tensor tableGradient = pass.like(op.table());
    return pass.run(new ScatterAddRows(pass.outGradient(), op.indices(), tableGradient))
        .gradient(op.table(), tableGradient);
  }

  private static Pass loss(float smoothing, boolean weighted) {
    Pass pass =
        new Pass(
            "crossEntropy smoothed by " + smoothing + (weighted ? ", weighted" : ""),
            p ->
                new CrossEntropy(
                    p.drawn(-2, 2, 5, 7),
                    p.ints(3, 0, -100, 6, 3),
                    smoothing,
                    weighted ? p.drawn(0.5, 2, 7) : null,
                    p.zeros(5),
                    null));
    CrossEntropy op = (CrossEntropy) pass.forward();
    Tensor logitsGradient = pass.like(op.logits());
    return pass.run(
            new CrossEntropyGradient(
                op.logits(),
                op.targets(),
                smoothing,
                op.classWeights(),
                pass.outGradient(),
                logitsGradient))
        .gradient(op.logits(), logitsGradient);
  }
}
