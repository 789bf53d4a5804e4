package dev.heed.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.Support;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.error.UnsupportedOpException;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/** Indices that lie outside: found before anything is read or written, and named. */
public final class ErrorStatements {
  private static final List<Integer> OUTSIDE =
      List.of(-1, 6, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, -6);

  private final Subject subject;

  public ErrorStatements(Subject subject) {
    this.subject = subject;
  }

  /** One test per statement. */
  public Stream<DynamicTest> tests() {
    Statements statements = new Statements(subject);
    for (int index : OUTSIDE) {
      statements.add("gatherRows names index %d of 6".formatted(index), () -> gather(index));
      statements.add("scatterRows names index %d of 6".formatted(index), () -> scatter(index));
      statements.add("rotate names position %d of 6".formatted(index), () -> rotate(index));
      statements.add("scatterAddRows names index %d of 6".formatted(index), () -> add(index));
      statements.add("rotateGradient names position %d of 6".formatted(index), () -> back(index));
      statements.add("crossEntropy names target %d of 6".formatted(index), () -> loss(index));
      statements.add(
          "crossEntropyGradient names target %d of 6".formatted(index), () -> lossGradient(index));
    }
    return statements
        .add("gatherRows names an index into an empty table", this::emptyTable)
        .add("scatterRows names an index that is given twice", this::givenTwice)
        .add("pack refuses what is no weight", this::noWeight)
        .add("pack takes the types that it says it takes", this::packedTypes)
        .stream();
  }

  private void gather(int index) {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor out = desk.floats(4, 9);
      Tensor indices = desk.ints(0, 5, index, 1);
      refused(desk, new GatherRows(desk.floats(6, 9), indices, false, out), out, index, 2);
      refused(desk, new GatherRows(desk.floats(6, 9), indices, true, out), out, index, 2);
    }
  }

  private void scatter(int index) {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor to = desk.floats(6, 9);
      refused(
          desk, new ScatterRows(desk.floats(4, 9), desk.ints(0, 5, 3, index), to), to, index, 3);
    }
  }

  private void rotate(int index) {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor in = desk.floats(3, 2, 8);
      Tensor cosines = desk.floats(6, 4);
      Tensor out = desk.floats(3, 2, 8);
      Tensor positions = desk.ints(0, index, 2);
      for (RotaryPairing pairing : RotaryPairing.values()) {
        refused(desk, new Rotate(in, cosines, cosines, positions, pairing, out), out, index, 1);
        refused(desk, new Rotate(in, cosines, cosines, positions, pairing, in), in, index, 1);
      }
    }
  }

  private void add(int index) {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor to = desk.floats(6, 9);
      refused(
          desk, new ScatterAddRows(desk.floats(4, 9), desk.ints(0, 5, 5, index), to), to, index, 3);
    }
  }

  private void back(int index) {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor gradient = desk.floats(3, 2, 8);
      Tensor cosines = desk.floats(6, 4);
      Tensor positions = desk.ints(0, index, 2);
      for (RotaryPairing pairing : RotaryPairing.values()) {
        refused(
            desk,
            new RotateGradient(gradient, cosines, cosines, positions, pairing, gradient),
            gradient,
            index,
            1);
      }
    }
  }

  private void loss(int index) {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor losses = desk.floats(4);
      Tensor targets = desk.ints(CrossEntropy.IGNORED, 5, index, 0);
      refused(
          desk,
          new CrossEntropy(desk.floats(4, 6), targets, 0, null, losses, null),
          losses,
          index,
          2);
    }
  }

  private void lossGradient(int index) {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor logits = desk.floats(4, 6);
      Tensor targets = desk.ints(CrossEntropy.IGNORED, 5, index, 0);
      refused(
          desk,
          new CrossEntropyGradient(logits, targets, 0.1f, null, desk.floats(4), logits),
          logits,
          index,
          2);
    }
  }

  private void emptyTable() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor out = desk.floats(1, 9);
      refused(desk, new GatherRows(desk.floats(0, 9), desk.ints(0), false, out), out, 0, 0);
    }
  }

  private void givenTwice() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor to = desk.floats(6, 9);
      refused(desk, new ScatterRows(desk.floats(4, 9), desk.ints(1, 4, 2, 4), to), to, 4, 3);
    }
  }

  private void noWeight() {
    try (Desk desk = new Desk(subject.backend())) {
      for (Tensor tensor :
          List.of(
              desk.floats(2, 3, 4),
              desk.floats(5),
              desk.ints(1, 2, 3, 4).reshape(2, 2),
              desk.with(new HostTensor(DType.I8, 3, 3)))) {
        assertThatThrownBy(() -> subject.backend().pack(tensor, desk.scope()))
            .as("pack of %s", tensor)
            .isInstanceOf(InvalidOpException.class);
      }
    }
  }

  private void packedTypes() {
    Backend backend = subject.backend();
    try (Desk desk = new Desk(backend)) {
      for (DType type : DType.values()) {
        Tensor weight = desk.with(new HostTensor(type, 5, 64));
        if (backend.packs(type)) {
          assertThat(backend.pack(weight, desk.scope()).byteSize()).as("%s", type).isPositive();
        } else {
          assertThatThrownBy(() -> backend.pack(weight, desk.scope()))
              .as("pack of %s", weight)
              .isInstanceOf(
                  type.isQuantized() ? UnsupportedOpException.class : InvalidOpException.class)
              .hasMessageContaining(type.name());
        }
      }
    }
  }

  /** The error names the index and its place, the output stays as it was, and the queue goes on. */
  private void refused(Desk desk, Op op, Tensor output, int index, int place) {
    if (subject.backend().support(op) instanceof Support.Unsupported none) {
      throw new TestAbortedException(none.toString());
    }
    HostTensor before = desk.read(output);
    assertThatThrownBy(() -> desk.run(op))
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContainingAll(op.name(), String.valueOf(place))
        .message()
        .containsAnyOf(String.valueOf(index), "%,d".formatted(index));
    assertThat(desk.read(output).bytes()).as("the output").isEqualTo(before.bytes());
  }
}
