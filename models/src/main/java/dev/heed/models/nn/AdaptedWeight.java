package dev.heed.models.nn;

import dev.heed.engine.tensor.PackedWeight;
import java.util.List;

/**
 * A weight with changes of low rank beside it. Layers take it apart; no op meets it.
 *
 * @param base the weight itself
 * @param changes each to some of its rows
 */
public record AdaptedWeight(PackedWeight base, List<LowRank> changes) implements PackedWeight {
  public AdaptedWeight {
    changes = List.copyOf(changes);
  }

  @Override
  public int rows() {
    return base.rows();
  }

  @Override
  public int columns() {
    return base.columns();
  }

  @Override
  public long byteSize() {
    return base.byteSize();
  }

  @Override
  public String format() {
    return base.format() + " with %d changes of low rank".formatted(changes.size());
  }

  @Override
  public boolean isAlive() {
    return base.isAlive();
  }

  @Override
  public Object owner() {
    return base.owner();
  }
}
