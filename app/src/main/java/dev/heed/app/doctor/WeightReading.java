package dev.heed.app.doctor;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Products of one row, which read weights once and do little else: what bounds the generation of
 * text.
 *
 * @param ops one for each weight
 * @param bytes of all weights in the form in which they are read
 */
record WeightReading(List<Op> ops, long bytes) {
  /** More than the caches of most processors hold. */
  private static final long ENOUGH = 64 << 20;

  private static final int OUT = 16384;
  private static final int IN = 1024;

  /** As many weights as are enough in the form that the backend gives them. */
  static WeightReading on(Workbench bench) {
    Tensor row = bench.uniform(1, 1, IN);
    Tensor weight = bench.uniform(2, OUT, IN);
    Tensor out = bench.zeros(1, OUT);
    List<Op> ops = new ArrayList<>();
    long bytes = 0;
    while (bytes < ENOUGH) {
      PackedWeight packed = bench.pack(weight);
      ops.add(new PackedLinear(row, packed, null, Activation.IDENTITY, out));
      bytes += packed.byteSize();
    }
    return new WeightReading(List.copyOf(ops), bytes);
  }

  /** Bytes a second, at best. */
  double perSecond(Workbench bench, Runnable each) {
    return bytes / new Stopwatch(bench, each).best(ops);
  }
}
