package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.AttentionTile;
import dev.heed.cpu.simd.kernel.Tile;
import dev.heed.engine.host.HostScope;
import dev.heed.engine.tensor.DType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one thread computes its parts with. A worker has one for all queues, since it runs one part
 * at a time, and a queue has one for its caller: working memory grows with threads and queues, not
 * with their product. What a worker holds goes with the last open queue.
 */
final class Workspace implements AutoCloseable {
  private final Supplier<HostScope> scopes;
  private final Tile tile = new Tile();
  private final AttentionTile attention = new AttentionTile(tile);
  private @Nullable HostScope scope;
  private @Nullable Floats floats;

  /**
   * @param scopes of which one at a time is open, for memory that the budget counts
   */
  Workspace(Supplier<HostScope> scopes) {
    this.scopes = scopes;
  }

  /** The operands of its products. */
  Tile tile() {
    return tile;
  }

  /** The rows of its attention. */
  AttentionTile attention() {
    return attention;
  }

  /**
   * So many floats at least, of unspecified content, until the next call. What the largest part
   * took is kept for later ones.
   */
  Floats floats(long count) {
    int wanted = Resources.size(count);
    Floats held = floats;
    if (held == null || held.width < wanted) {
      close();
      HostScope fresh = scopes.get();
      scope = fresh;
      held = new Floats(fresh.allocate(DType.F32, wanted));
      floats = held;
    }
    return held;
  }

  /** Gives its memory back; the next call of {@link #floats} takes some anew. */
  @Override
  public void close() {
    floats = null;
    HostScope held = scope;
    if (held != null) {
      scope = null;
      held.close();
    }
  }
}
