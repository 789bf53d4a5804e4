package dev.heed.cpu.simd;

import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;

/** A weight in this backend's own order: it lives as long as its panels do. */
sealed interface OrderedWeight extends PackedWeight permits PanelWeight, BlockWeight {
  /** All rows and columns, in the scope that they were packed into. */
  Tensor panels();

  @Override
  default boolean isAlive() {
    return buffer().isAlive();
  }

  @Override
  default Object owner() {
    return buffer().owner();
  }

  private HostBuffer buffer() {
    if (panels().buffer() instanceof HostBuffer buffer) {
      return buffer;
    }
    throw new InvalidOpException("a packed weight needs memory, but is the shape " + panels());
  }
}
