package dev.heed.testkit.self;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Multiply;
import java.util.stream.Stream;

/** Ops on single elements. */
final class ElementPasses {
  private ElementPasses() {}

  static Stream<Pass> all() {
    return Stream.of(
        new Pass(
            "combine",
            p -> new Combine(2, p.drawn(-1, 1, 3, 7), -0.5f, p.drawn(-1, 1, 3, 7), p.zeros(3, 7))),
        new Pass(
            "combine with a row",
            p -> new Combine(1.5f, p.drawn(-1, 1, 3, 7), -2, p.drawn(-1, 1, 7), p.zeros(3, 7))),
        new Pass(
            "multiply",
            p -> new Multiply(p.drawn(-1, 1, 3, 7), p.drawn(-1, 1, 3, 7), p.zeros(3, 7))),
        new Pass(
            "multiply by a row",
            p -> new Multiply(p.drawn(-1, 1, 3, 7), p.drawn(-1, 1, 7), p.zeros(3, 7))),
        new Pass("copy", p -> new Copy(p.drawn(-1, 1, 3, 7), p.zeros(3, 7))),
        new Pass(
            "dropout", p -> new Dropout(new Chance(0.5f, 3), p.drawn(-1, 1, 5, 9), p.zeros(5, 9))));
  }

  static Pass activate(Activation activation) {
    return new Pass(
        "activate " + activation,
        p -> new Activate(activation, p.drawn(-4, 4, 5, 17), p.zeros(5, 17)));
  }
}
