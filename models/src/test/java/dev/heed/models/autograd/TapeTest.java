package dev.heed.models.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heed.engine.Scope;
import dev.heed.engine.error.UnsupportedOpException;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class TapeTest {
  /** Of central differences of F32 sums of some units. */
  private static final double NEAR = 3e-3;

  @Test
  void aValueThatIsReadTwiceGetsBothContributions() {
    try (Slopes slopes = new Slopes()) {
      Tensor a = slopes.parameter(3, 4);
      assertThat(
              slopes.error((tape, memory) -> {
                Tensor b = memory.take(3, 4);
                tape.run(new Activate(Activation.TANH, a, b));
                Tensor product = memory.take(3, 4);
                tape.run(new Multiply(b, b, product));
                Tensor sum = memory.take(3, 4);
                tape.run(new Combine(0.5f, product, -2, b, sum));
                Tensor all = memory.take(3, 4);
                tape.run(Combine.sum(sum, b, all));
                return all;
              }))
          .isLessThan(NEAR);
    }
  }

  @Test
  void everyTransposeOfAProductHasItsGradient() {
    for (boolean left : new boolean[] {false, true}) {
      for (boolean right : new boolean[] {false, true}) {
        try (Slopes slopes = new Slopes()) {
          Tensor a = left ? slopes.parameter(5, 3) : slopes.parameter(3, 5);
          Tensor b = right ? slopes.parameter(2, 5) : slopes.parameter(5, 2);
          assertThat(
                  slopes.error((tape, memory) -> {
                    Tensor out = memory.take(3, 2);
                    tape.run(new MatMul(a, b, left, right, 0.7f, 0, out));
                    Tensor bent = memory.take(3, 2);
                    tape.run(new Activate(Activation.GELU, out, bent));
                    return bent;
                  }))
              .as("transposed: %s, %s", left, right)
              .isLessThan(NEAR);
        }
      }
    }
  }

  @Test
  void aProductWithItselfHasTheGradientOfBothSides() {
    try (Slopes slopes = new Slopes()) {
      Tensor a = slopes.parameter(4, 3);
      assertThat(
              slopes.error((tape, memory) -> {
                Tensor scores = memory.take(4, 4);
                tape.run(MatMul.transposedB(1, a, a, scores));
                Tensor bent = memory.take(4, 4);
                tape.run(new Activate(Activation.SIGMOID, scores, bent));
                return bent;
              }))
          .isLessThan(NEAR);
    }
  }

  @Test
  void whatIsAddedToPartOfAnOutputGoesToBoth() {
    try (Slopes slopes = new Slopes()) {
      Tensor weight = slopes.parameter(6, 3);
      Tensor change = slopes.parameter(2, 3);
      Tensor in = slopes.parameter(4, 3);
      assertThat(
              slopes.error((tape, memory) -> {
                Tensor out = memory.take(4, 6);
                tape.run(new Linear(in, weight, null, Activation.IDENTITY, out));
                tape.run(new MatMul(in, change, false, true, 2, 1, out.slice(1, 3, 5)));
                Tensor bent = memory.take(4, 6);
                tape.run(new Activate(Activation.SILU, out, bent));
                return bent;
              }))
          .isLessThan(NEAR);
    }
  }

  @Test
  void rowsThatNobodyReadHaveTheGradientZero() {
    try (Slopes slopes = new Slopes()) {
      Tensor table = slopes.parameter(5, 3);
      Tensor rows = slopes.indices(4, 1, 1);
      Tensor some = slopes.indices(2, 0);
      assertThat(
              slopes.error((tape, memory) -> {
                Tensor found = memory.take(3, 3);
                tape.run(new GatherRows(table, rows, false, found));
                Tensor bent = memory.take(3, 3);
                tape.run(new Activate(Activation.ERF, found, bent));
                Tensor chosen = memory.take(2, 3);
                tape.run(new GatherRows(bent, some, false, chosen));
                return chosen;
              }))
          .isLessThan(NEAR);
    }
  }

  @Test
  void slicesOfOneProjectionHaveTheirPartsOfItsGradient() {
    try (Slopes slopes = new Slopes()) {
      Tensor weight = slopes.parameter(6, 3);
      Tensor bias = slopes.parameter(6);
      Tensor in = slopes.constant(4, 3);
      assertThat(
              slopes.error((tape, memory) -> {
                Tensor out = memory.take(4, 6);
                tape.run(new Linear(in, weight, bias, Activation.IDENTITY, out));
                Tensor product = memory.take(4, 2);
                tape.run(new Multiply(out.slice(1, 0, 2), out.slice(1, 4, 6), product));
                Tensor pooled = memory.take(2, 2);
                tape.run(new PoolRows(Pooling.MEAN, product, SeqSpans.packed(1, 3), pooled));
                return pooled;
              }))
          .isLessThan(NEAR);
    }
  }

  @Test
  void aGatedLayerIsTakenApart() {
    try (Slopes slopes = new Slopes()) {
      Tensor in = slopes.parameter(3, 4);
      Tensor gate = slopes.parameter(5, 4);
      Tensor up = slopes.parameter(5, 4);
      assertThat(
              slopes.error((tape, memory) -> {
                Tensor out = memory.take(3, 5);
                tape.run(new GatedMlp(in, gate, up, null, null, Activation.GELU_TANH, out));
                return out;
              }))
          .isLessThan(NEAR);
    }
  }

  @Test
  void anOpThatOverwritesWhatAGradientNeedsIsRefused() {
    try (Slopes slopes = new Slopes()) {
      Tensor a = slopes.parameter(3, 4);
      Tape tape = slopes.tape();
      tape.begin();
      Tensor b = slopes.memory().take(3, 4);
      tape.run(new Activate(Activation.TANH, a, b));
      tape.run(new Multiply(b, a, slopes.memory().take(3, 4)));
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> tape.run(Combine.scaled(2, b, b)))
          .withMessageContaining("combine would overwrite F32 [3, 4]");
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> tape.run(Norm.of(NormKind.RMS, b, null, null, 1e-5f, b)))
          .withMessageContaining("norm would overwrite F32 [3, 4]");
    }
  }

  @Test
  void anOpInPlaceWhoseOwnGradientNeedsWhatWasThereIsRefused() {
    refusesInPlace((b, c) -> new Activate(Activation.GELU, b, b));
    refusesInPlace((b, c) -> new Multiply(b, c, b));
    refusesInPlace((b, c) -> new Multiply(c, b, b));
    refusesInPlace((b, c) -> Norm.of(NormKind.LAYER, b, null, null, 1e-5f, b));
    refusesInPlace((b, c) -> Norm.of(NormKind.RMS, b, null, null, 1e-5f, b));
    refusesInPlace((b, c) -> new NormalizeRows(b, 1e-12f, b));
  }

  private static void refusesInPlace(BiFunction<Tensor, Tensor, Op> inPlace) {
    try (Slopes slopes = new Slopes()) {
      Tensor a = slopes.parameter(3, 4);
      Tape tape = slopes.tape();
      tape.begin();
      Tensor b = slopes.memory().take(3, 4);
      tape.run(Combine.scaled(2, a, b));
      Op op = inPlace.apply(b, slopes.constant(3, 4));
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> tape.run(op))
          .withMessageContaining(
              op.name() + " would overwrite F32 [3, 4], which the gradient of this op needs");
    }
  }

  @Test
  void anOpInPlaceWhoseGradientNeedsNothingThatWasThereHasItsGradient() {
    try (Slopes slopes = new Slopes()) {
      Tensor a = slopes.parameter(3, 4);
      Tensor other = slopes.parameter(3, 4);
      Tensor weight = slopes.parameter(4);
      Tensor each = slopes.constant(3, 4);
      assertThat(
              slopes.error((tape, memory) -> {
                Tensor b = memory.take(3, 4);
                Tensor c = memory.take(3, 4);
                tape.run(Combine.scaled(2, a, b));
                tape.run(Softmax.of(b, b));
                tape.run(Combine.scaled(3, other, c));
                tape.run(new Combine(1.5f, c, 0.5f, b, c));
                tape.run(new Dropout(new Chance(0.25f, 5), c, c));
                Tensor d = memory.take(3, 4);
                tape.run(Combine.scaled(1, b, d));
                tape.run(new AddNorm(NormKind.LAYER, c, d, weight, null, 0.5f, c, d));
                Tensor out = memory.take(3, 4);
                tape.run(new Multiply(d, each, out));
                return out;
              }))
          .isLessThan(NEAR);
    }
  }

  @Test
  void aWholeThatSeveralOpsWroteGivesEachItsPart() {
    try (Slopes slopes = new Slopes()) {
      Tensor narrow = slopes.parameter(2, 3);
      Tensor wide = slopes.parameter(4, 3);
      Tensor in = slopes.constant(4, 3);
      assertThat(
              slopes.error((tape, memory) -> {
                Tensor whole = memory.take(4, 6);
                tape.run(linear(in, narrow, whole.slice(1, 0, 2)));
                tape.run(linear(in, wide, whole.slice(1, 2, 6)));
                Tensor bent = memory.take(4, 6);
                tape.run(new Activate(Activation.SILU, whole, bent));
                return bent;
              }))
          .isLessThan(NEAR);
    }
  }

  @Test
  void columnsThatNobodyReadHaveTheGradientZero() {
    for (boolean wideFirst : new boolean[] {false, true}) {
      try (Slopes slopes = new Slopes()) {
        Tensor wide = slopes.parameter(4, 3);
        Tensor narrow = slopes.parameter(2, 3);
        Tensor last = slopes.parameter(6, 4);
        Tensor in = slopes.constant(4, 3);
        assertThat(
                slopes.error((tape, memory) -> {
                  Tensor whole = memory.take(4, 6);
                  Op left = linear(in, wide, whole.slice(1, 0, 4));
                  Op right = linear(in, narrow, whole.slice(1, 4, 6));
                  tape.run(wideFirst ? left : right);
                  tape.run(wideFirst ? right : left);
                  // The columns read are as many as the left op wrote, and half of them are its.
                  Tensor bent = memory.take(4, 4);
                  tape.run(new Activate(Activation.TANH, whole.slice(1, 2, 6), bent));
                  // Its gradient leaves memory of the size of the whole's behind.
                  Tensor out = memory.take(4, 6);
                  tape.run(linear(bent, last, out));
                  return out;
                }))
            .as("the wider slice written first: %s", wideFirst)
            .isLessThan(NEAR);
      }
    }
  }

  @Test
  void slicesThatShareColumnsAddUpThere() {
    try (Slopes slopes = new Slopes()) {
      Tensor weight = slopes.parameter(6, 3);
      Tensor last = slopes.parameter(6, 4);
      Tensor in = slopes.constant(4, 3);
      assertThat(
              slopes.error((tape, memory) -> {
                Tensor whole = memory.take(4, 6);
                tape.run(linear(in, weight, whole));
                Tensor product = memory.take(4, 4);
                tape.run(new Multiply(whole.slice(1, 0, 4), whole.slice(1, 2, 6), product));
                Tensor out = memory.take(4, 6);
                tape.run(linear(product, last, out));
                return out;
              }))
          .isLessThan(NEAR);
    }
  }

  private static Op linear(Tensor in, Tensor weight, Tensor out) {
    return new Linear(in, weight, null, Activation.IDENTITY, out);
  }

  @Test
  void whatHasNoGradientIsRefusedWhereAParameterReachesIt() {
    try (Slopes slopes = new Slopes();
        Scope scope = slopes.backend().newScope("choice")) {
      Tensor a = slopes.parameter(3, 4);
      Tensor constant = slopes.constant(3, 4);
      Tensor choice = scope.allocate(DType.I32, 3);
      Tape tape = slopes.tape();
      tape.begin();
      tape.run(new ArgMaxRows(constant, choice));
      assertThatExceptionOfType(UnsupportedOpException.class)
          .isThrownBy(() -> tape.run(new ArgMaxRows(a, choice)))
          .withMessageContaining("argMaxRows has no gradient");
    }
  }

  @Test
  void aPackedWeightIsRefused() {
    try (Slopes slopes = new Slopes();
        Scope scope = slopes.backend().newScope("packed")) {
      Tensor a = slopes.parameter(3, 4);
      Tape tape = slopes.tape();
      tape.begin();
      Tensor out = slopes.memory().take(3, 2);
      assertThatExceptionOfType(UnsupportedOpException.class)
          .isThrownBy(() ->
              tape.run(
                  new PackedLinear(
                      a,
                      slopes.backend().pack(slopes.constant(2, 4), scope),
                      null,
                      Activation.IDENTITY,
                      out)))
          .withMessageContaining("cannot be learned through");
    }
  }

  @Test
  void whatNoParameterReachesIsNotRemembered() {
    try (Slopes slopes = new Slopes()) {
      slopes.parameter(1);
      Tensor a = slopes.constant(3, 4);
      Tape tape = slopes.tape();
      tape.begin();
      tape.run(new Activate(Activation.TANH, a, slopes.memory().take(3, 4)));
      assertThat(tape.size()).isZero();
    }
  }
}
