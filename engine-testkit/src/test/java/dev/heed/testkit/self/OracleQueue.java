package dev.heed.testkit.self;

import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.host.HostQueue;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.Expected;
import dev.heed.testkit.oracle.Held;
import dev.heed.testkit.oracle.HostTensor;
import dev.heed.testkit.oracle.Oracle;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Reads every input, asks the oracle, and writes what it says, rounded. */
final class OracleQueue extends HostQueue {
  OracleQueue(String name, OracleBackend backend, Mistake mistake) {
    super(name, backend);
  }

  @Override
  protected void execute(Op op) {
    Held held =
        new Held() {
          @Override
          public HostTensor of(Tensor tensor) {
            return read(tensor);
          }

          @Override
          public HostTensor of(PackedWeight weight) {
            return read(((PlainWeight) weight).weight());
          }
        };
    List<Expected> expected = Oracle.expect(op, held);
    List<HostTensor> results = new ArrayList<>();
    for (int o = 0; o < expected.size(); o++) {
      results.add(expected.get(o).applyTo(read(op.outputs().get(o))));
    }
    for (int o = 0; o < expected.size(); o++) {
      write(results.get(o), op.outputs().get(o));
    }
  }

  static HostTensor read(Tensor tensor) {
    HostTensor values = new HostTensor(tensor.dtype(), tensor.layout().shape());
    MemorySegment memory = HostBuffer.of(tensor).segment();
    Layout layout = tensor.layout();
    long rowBytes = tensor.dtype().bytes(layout.width());
    for (int r = 0; r < layout.rows() && rowBytes > 0; r++) {
      MemorySegment.copy(
          memory,
          tensor.dtype().bytes(layout.rowOffset(r)),
          values.segment(),
          r * rowBytes,
          rowBytes);
    }
    return values;
  }

  static void write(HostTensor values, Tensor tensor) {
    MemorySegment memory = HostBuffer.of(tensor).segment();
    Layout layout = tensor.layout();
    long rowBytes = tensor.dtype().bytes(layout.width());
    for (int r = 0; r < layout.rows() && rowBytes > 0; r++) {
      MemorySegment.copy(
          values.segment(),
          r * rowBytes,
          memory,
          tensor.dtype().bytes(layout.rowOffset(r)),
          rowBytes);
    }
  }
}
