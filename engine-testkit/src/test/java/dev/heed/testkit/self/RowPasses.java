package dev.heed.testkit.self;

import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.Arrays;
import java.util.stream.Stream;

/** Ops on rows. */
final class RowPasses {
  private RowPasses() {}

  static Stream<Pass> all() {
    return Stream.of(
            Arrays.stream(NormKind.values())
                .flatMap(k -> Stream.of(norm(k, true), norm(k, false), addNorm(k))),
            Arrays.stream(Pooling.values()).map(RowPasses::pool),
            Arrays.stream(RotaryPairing.values()).map(RowPasses::rotate),
            Stream.of(0f, 0.2f).flatMap(s -> Stream.of(loss(s, false), loss(s, true))),
            Stream.of(normalize(1e-6f), normalize(1.5f), normalize(100)),
            Stream.of(
                new Pass("softmax", p -> Softmax.of(p.drawn(-2, 2, 4, 9), p.zeros(4, 9))),
                new Pass(
                    "gatherRows",
                    p ->
                        new GatherRows(
                            p.drawn(-1, 1, 4, 6), p.ints(2, 0, 2, 2, 1), false, p.zeros(5, 6)))))
        .flatMap(all -> all);
  }

  private static Pass norm(NormKind kind, boolean learned) {
    return new Pass(
        "norm " + kind + (learned ? "" : " without weight and bias"),
        p ->
            Norm.of(
                kind,
                p.drawn(-2, 3, 4, 9),
                learned ? p.drawn(0.5, 2, 9) : null,
                learned ? p.drawn(-1, 1, 9) : null,
                0.01f,
                p.zeros(4, 9)));
  }

  private static Pass addNorm(NormKind kind) {
    return new Pass(
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
  }

  /** Row r is about (r + 1) / 2 long: below epsilon the divisor is a constant. */
  private static Pass normalize(float epsilon) {
    return new Pass(
        "normalizeRows over " + epsilon,
        p -> {
          Tensor in = p.drawn(-1, 1, 6, 9);
          HostTensor values = p.of(in);
          for (int e = 0; e < values.count(); e++) {
            values.set(e, Pass.rounded(values.get(e) * (e / 9 + 1) / 3, Pass.STEP));
          }
          return new NormalizeRows(in, epsilon, p.zeros(6, 9));
        });
  }

  /** All values of a column differ by more than the steps. */
  private static Pass pool(Pooling pooling) {
    return new Pass(
        "poolRows " + pooling,
        p -> {
          HostTensor in = new HostTensor(DType.F32, 10, 5);
          for (int e = 0; e < in.count(); e++) {
            in.set(e, e * 7 % 50 / 16.0);
          }
          SeqSpans spans = SeqSpans.of(new int[] {6, 1}, new int[] {3, 4});
          return new PoolRows(pooling, p.holding(in), spans, p.zeros(2, 5));
        });
  }

  private static Pass rotate(RotaryPairing pairing) {
    return new Pass(
        "rotate " + pairing,
        p ->
            new Rotate(
                p.drawn(-1, 1, 3, 2, 9),
                p.drawn(-1, 1, 5, 4),
                p.drawn(-1, 1, 5, 4),
                p.ints(4, 0, 2),
                pairing,
                p.zeros(3, 2, 9)));
  }

  private static Pass loss(float smoothing, boolean weighted) {
    return new Pass(
        "crossEntropy smoothed by " + smoothing + (weighted ? ", weighted" : ""),
        p ->
            new CrossEntropy(
                p.drawn(-2, 2, 5, 7),
                p.ints(3, 0, -100, 6, 3),
                smoothing,
                weighted ? p.drawn(0.5, 2, 7) : null,
                p.zeros(5),
                null));
  }
}
