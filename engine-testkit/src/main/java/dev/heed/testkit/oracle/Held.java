package dev.heed.testkit.oracle;

import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;

/** The values that tensors hold before an op runs. */
public interface Held {
  /** What a tensor holds. */
  HostTensor of(Tensor tensor);

  /** What was packed. */
  HostTensor of(PackedWeight weight);
}
