package dev.heed.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The rule of the format that makes a file unambiguous: the tensors cover the data from its first
 * byte to its last, without overlap and without a hole.
 */
final class SafetensorsLayout {
  private SafetensorsLayout() {}

  static void check(Collection<StoredTensor> tensors, MemorySegment body, String origin) {
    List<StoredTensor> inOrder = new ArrayList<>(tensors);
    inOrder.sort(
        Comparator.<StoredTensor>comparingLong(tensor -> begin(tensor, body))
            .thenComparingLong(tensor -> tensor.data().byteSize()));
    long covered = 0;
    String before = "the header";
    for (StoredTensor tensor : inOrder) {
      long begin = begin(tensor, body);
      if (begin != covered) {
        throw new CheckpointException(
            "%s: tensor '%s' begins at byte %,d of the data; expected %,d, where %s ends (tensors neither overlap nor leave holes)"
                .formatted(origin, tensor.name(), begin, covered, before));
      }
      covered += tensor.data().byteSize();
      before = "'" + tensor.name() + "'";
    }
    if (covered != body.byteSize()) {
      throw new CheckpointException(
          "%s: the tensors end at byte %,d of the data; the file has %,d there"
              .formatted(origin, covered, body.byteSize()));
    }
  }

  private static long begin(StoredTensor tensor, MemorySegment body) {
    return tensor.data().address() - body.address();
  }
}
