package dev.heed.engine.op;

import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tensors of an op that are there. */
final class Present {
  private Present() {}

  static List<Tensor> of(@Nullable Tensor... tensors) {
    List<Tensor> present = new ArrayList<>(tensors.length);
    for (Tensor tensor : tensors) {
      if (tensor != null) {
        present.add(tensor);
      }
    }
    return present;
  }
}
