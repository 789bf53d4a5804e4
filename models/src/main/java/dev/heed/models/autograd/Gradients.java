package dev.heed.models.autograd;

import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Workspace;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of one walk back. That of a value lies in a block as large as the value's buffer,
 * at the same offset and strides, so that views of the value have views of its gradient. A block is
 * taken when something is written there and given back when the op that made the value has been
 * walked.
 *
 * <p>The first contribution to a value is written where the gradient lies, further ones are written
 * apart and added, in the order of the walk. Parameters have gradients of their own, which
 * everything is added to.
 */
final class Gradients {
  private final Workspace workspace;
  private final Consumer<Op> run;
  private final Map<Buffer, Tensor> parameters;
  private final Map<Buffer, Cell> cells = new HashMap<>();

  /** A block and which of its elements hold something. */
  private static final class Cell {
    final Tensor block;
    Places written = Places.none();

    Cell(Tensor block) {
      this.block = block;
    }

    Tensor view(Layout layout) {
      return block.view(layout);
    }
  }

  /**
   * @param workspace for the blocks
   * @param run runs an op
   * @param parameters by the buffer of a parameter, its gradient [elements]
   */
  Gradients(Workspace workspace, Consumer<Op> run, Map<Buffer, Tensor> parameters) {
    this.workspace = workspace;
    this.run = run;
    this.parameters = parameters;
  }

  /**
   * The gradient of a value, or null where nothing was contributed to any of it: it is 0. Where
   * something was contributed to a part, the rest becomes 0.
   */
  @Nullable Tensor of(Tensor value) {
    Cell cell = cells.get(buffer(value));
    if (cell == null) {
      return null;
    }
    Places places = Places.of(value.layout());
    if (!cell.written.meets(places)) {
      return null;
    }
    for (Layout gap : places.without(cell.written).layouts()) {
      run.accept(new Fill(cell.view(gap), 0));
    }
    cell.written = cell.written.or(places);
    return cell.view(value.layout());
  }

  /** Where a first contribution goes, or memory apart for a further one. Then {@link #add}. */
  Tensor room(Tensor value) {
    Buffer buffer = buffer(value);
    if (!parameters.containsKey(buffer)) {
      Cell cell = cells.computeIfAbsent(buffer, b -> new Cell(block(b)));
      Places places = Places.of(value.layout());
      if (!cell.written.meets(places)) {
        cell.written = cell.written.or(places);
        return cell.view(value.layout());
      }
    }
    return workspace.take(value.layout().shape());
  }

  /**
   * As {@link #room}, for an op that may write over the gradient which it reads: that memory, where
   * nobody else needs it.
   *
   * @param gradient what {@link #of} gave for {@code of}, which is forgotten next
   */
  Tensor roomOver(Tensor value, Tensor of, Tensor gradient) {
    return moves(of, value) ? cell(value).view(gradient.layout()) : room(value);
  }

  /** A contribution that lies in what {@link #room} gave for this value. */
  void add(Tensor value, Tensor contribution) {
    if (isOwn(value, contribution)) {
      return;
    }
    sum(value, contribution);
    workspace.release(contribution);
  }

  /**
   * What a value contributed to unchanged: its gradient is that of another, as far as this op goes.
   *
   * @param from the other value, which is forgotten next if {@code last}
   * @param gradient what {@link #of} gave for it
   * @param last whether nobody reads that gradient any more
   */
  void pass(Tensor value, Tensor from, Tensor gradient, boolean last) {
    if (last && moves(from, value)) {
      return;
    }
    Tensor room = room(value);
    if (isOwn(value, room)) {
      run.accept(new Copy(gradient, room));
      return;
    }
    workspace.release(room);
    sum(value, gradient);
  }

  /** Where an op adds to what is there: a parameter's gradient, or a value's, 0 at first. */
  Tensor accumulator(Tensor value) {
    Tensor own = parameters.get(buffer(value));
    if (own != null) {
      return own.view(value.layout());
    }
    Tensor present = of(value);
    if (present != null) {
      return present;
    }
    Tensor room = room(value);
    run.accept(new Fill(room, 0));
    return room;
  }

  /** A value's op was walked: what the value was before has another gradient, or none. */
  void forget(Tensor value) {
    Buffer buffer = buffer(value);
    Cell cell = cells.get(buffer);
    if (cell == null) {
      return;
    }
    cell.written = cell.written.without(Places.of(value.layout()));
    if (cell.written.isEmpty()) {
      cells.remove(buffer);
      workspace.release(cell.block);
    }
  }

  /** Memory for something in between; then {@link #release}. */
  Tensor take(int... shape) {
    return workspace.take(shape);
  }

  /** Gives back what {@link #take} gave. */
  void release(Tensor tensor) {
    workspace.release(tensor);
  }

  /** Gives all blocks back. */
  void clear() {
    cells.values().forEach(cell -> workspace.release(cell.block));
    cells.clear();
  }

  private void sum(Tensor value, Tensor contribution) {
    Tensor present =
        parameters.containsKey(buffer(value))
            ? accumulator(value)
            : Objects.requireNonNull(of(value), "a further contribution comes after a first");
    run.accept(Combine.sum(present, contribution, present));
  }

  /** The gradient of one value becomes that of another, where both lie alike and it has none. */
  private boolean moves(Tensor from, Tensor to) {
    Buffer source = buffer(from);
    Buffer target = buffer(to);
    Cell cell = cells.get(source);
    Layout region = from.layout().joined();
    boolean fits =
        cell != null
            && !source.equals(target)
            && !cells.containsKey(target)
            && !parameters.containsKey(target)
            && cell.written.equals(Places.of(region))
            && to.layout().joined().equals(region)
            && from.layout().sameShape(to.layout())
            && source.byteSize() == target.byteSize();
    if (fits && cell != null) {
      cells.remove(source);
      cells.put(target, cell);
    }
    return fits;
  }

  private boolean isOwn(Tensor value, Tensor gradient) {
    Cell cell = cells.get(buffer(value));
    return cell != null && Objects.equals(cell.block.buffer(), gradient.buffer());
  }

  private Cell cell(Tensor value) {
    return Objects.requireNonNull(cells.get(buffer(value)));
  }

  private Tensor block(Buffer buffer) {
    return workspace.take(Math.toIntExact(buffer.byteSize() / DType.F32.bytes(1)));
  }

  private static Buffer buffer(Tensor value) {
    return Objects.requireNonNull(value.buffer(), "a value lies in memory");
  }
}
