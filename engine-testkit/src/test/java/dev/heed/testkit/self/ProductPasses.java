package dev.heed.testkit.self;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.MatMul;
import java.util.stream.Stream;

/** Matrix products, alone and with what is fused to them. */
final class ProductPasses {
  private ProductPasses() {}

  static Stream<Pass> all() {
    return Stream.of(
        new Pass(
            "matMul",
            p ->
                new MatMul(
                    p.drawn(-1, 1, 4, 6), p.drawn(-1, 1, 5, 6), false, true, 2, 0, p.zeros(4, 5))),
        new Pass(
            "linear",
            p ->
                new Linear(
                    p.drawn(-1, 1, 2, 3, 6),
                    p.drawn(-1, 1, 5, 6),
                    p.drawn(-1, 1, 5),
                    Activation.GELU,
                    p.zeros(2, 3, 5))),
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
                    p.zeros(3, 5))));
  }
}
