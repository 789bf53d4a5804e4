package dev.heed.models.nn;

import dev.heed.engine.Scope;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one pass: layers take their outputs here and give back what nobody reads any more,
 * so that one layer's buffers serve the next. Over a scope that is reset between passes and keeps
 * its memory: a steady load allocates none. One thread at a time.
 */
public final class Workspace {
  private static final int LONGEST = Integer.MAX_VALUE - 64;

  private final Scope scope;
  private final boolean keeps;
  private final List<Tensor> blocks = new ArrayList<>();
  private final List<Tensor> free = new ArrayList<>();

  /**
   * Over a scope.
   *
   * @param scope used by this workspace alone; its owner closes it
   */
  public Workspace(Scope scope) {
    this(scope, false);
  }

  private Workspace(Scope scope, boolean keeps) {
    this.scope = scope;
    this.keeps = keeps;
  }

  /**
   * A workspace in which every tensor stays until the pass ends, released or not: for passes whose
   * gradient is wanted.
   *
   * @param scope used by this workspace alone; its owner closes it
   */
  public static Workspace keeping(Scope scope) {
    return new Workspace(scope, true);
  }

  /** True where tensors stay until the pass ends: no op may write over one that was read. */
  public boolean keeps() {
    return keeps;
  }

  /** Starts a pass: every tensor of the last one is gone, and its ops have ended. */
  public void begin() {
    blocks.clear();
    free.clear();
    scope.reset();
  }

  /**
   * Makes room for a tensor of that many elements that a later layer will take. Asking for the
   * largest first lets smaller ones use its memory too.
   */
  public void reserve(long elements) {
    if (keeps) {
      return; // Nothing is ever free.
    }
    free.add(newBlock(elements));
  }

  /** An F32 tensor; what it holds is unspecified. */
  public Tensor take(int... shape) {
    Layout layout = Layout.of(shape);
    int best = -1;
    for (int b = 0; b < free.size(); b++) {
      long size = free.get(b).elements();
      if (size >= layout.elements() && (best < 0 || size < free.get(best).elements())) {
        best = b;
      }
    }
    Tensor block = best < 0 ? newBlock(layout.elements()) : free.remove(best);
    return block.view(layout);
  }

  /** An I32 tensor [length] for indices; it lives until the pass ends. */
  public Tensor takeIndices(int length) {
    return scope.allocate(DType.I32, length);
  }

  /** The memory of a tensor, or of any view of it, that nobody reads any more. */
  public void release(Tensor tensor) {
    if (keeps) {
      return;
    }
    @Nullable Buffer buffer = tensor.buffer();
    for (Tensor block : blocks) {
      if (Objects.equals(block.buffer(), buffer)) {
        if (free.contains(block)) {
          throw new IllegalStateException("tensor " + tensor + " was released twice");
        }
        free.add(block);
        return;
      }
    }
    throw new IllegalStateException("tensor " + tensor + " was not taken here");
  }

  private Tensor newBlock(long elements) {
    if (elements > LONGEST) {
      throw new MemoryLimitException(
          "a pass needs a tensor of %,d elements; one holds at most %,d: use smaller batches"
              .formatted(elements, LONGEST));
    }
    Tensor block = scope.allocate(DType.F32, (int) elements);
    blocks.add(block);
    return block;
  }
}
