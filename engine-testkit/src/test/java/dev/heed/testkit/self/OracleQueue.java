package dev.heed.testkit.self;

import dev.heed.engine.compose.Composition;
import dev.heed.engine.compose.OpRunner;
import dev.heed.engine.host.HostQueue;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
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
  private final OracleBackend backend;
  private final Blunder blunder;

  OracleQueue(String name, OracleBackend backend, Mistake mistake) {
    super(name, backend);
    this.backend = backend;
    this.blunder = new Blunder(mistake, backend);
  }

  @Override
  protected void execute(Op op) {
    if (backend.composes(op)) {
      Composition.run(op, composed());
      return;
    }
    List<HostTensor> results = new ArrayList<>();
    blunder.begin(op);
    try {
      List<Expected> expected = Oracle.expect(blunder.misread(op), held(op));
      for (int o = 0; o < expected.size(); o++) {
        results.add(expected.get(o).applyTo(HostMemory.read(op.outputs().get(o))));
      }
      for (int o = 0; o < results.size(); o++) {
        blunder.spoil(op, o, results.get(o));
      }
    } finally {
      blunder.end();
    }
    for (int o = 0; o < results.size(); o++) {
      HostMemory.write(results.get(o), op.outputs().get(o));
    }
    blunder.afterwards(op);
  }

  /** The parts run inside the op that they make up, on its scratch memory. */
  private OpRunner composed() {
    return new OpRunner() {
      @Override
      public void run(Op op) {
        execute(op);
      }

      @Override
      public void upload(MemorySegment from, Tensor to) {
        HostTensor values = new HostTensor(to.dtype(), to.layout().shape());
        values.segment().copyFrom(from);
        HostMemory.write(values, to);
      }

      @Override
      public void download(Tensor from, MemorySegment to) {
        to.copyFrom(HostMemory.read(from).segment());
      }

      @Override
      public Tensor scratch(DType dtype, int... shape) {
        return OracleQueue.this.scratch().allocate(dtype, shape);
      }
    };
  }

  private Held held(Op op) {
    return new Held() {
      @Override
      public HostTensor of(Tensor tensor) {
        return blunder.misread(op, tensor, blunder.read(tensor));
      }

      @Override
      public HostTensor of(PackedWeight weight) {
        return HostMemory.read(((PlainWeight) weight).weight());
      }
    };
  }
}
