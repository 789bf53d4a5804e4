package dev.heed.bench.gemm;

import dev.heed.bench.peer.FloatFile;
import dev.heed.bench.peer.PeerWork;
import dev.heed.bench.peer.PythonPeer;
import dev.heed.bench.peer.ScratchFolder;
import java.util.Map;

/** {@code torch.nn.functional.linear}. */
final class PyTorchProduct implements Product {
  private final ScratchFolder scratch = new ScratchFolder();
  private final PeerWork work;

  PyTorchProduct(PythonPeer python, GemmOperands operands, int threads) {
    GemmCase gemm = operands.gemm();
    FloatFile.write(scratch.file("in"), operands.in());
    FloatFile.write(scratch.file("weights"), operands.weights());
    work =
        python.prepare(
            "linear",
            threads,
            Map.of(
                "m",
                gemm.m(),
                "k",
                gemm.k(),
                "n",
                gemm.n(),
                "count",
                gemm.weights(),
                "input",
                scratch.file("in").toString(),
                "weights",
                scratch.file("weights").toString()));
  }

  @Override
  public String name() {
    return work.name();
  }

  @Override
  public double millis(int calls) {
    return work.millis(calls);
  }

  @Override
  public float[] answer(int weight) {
    return work.answer(weight, scratch.file("out"));
  }

  @Override
  public void close() {
    work.close();
    scratch.close();
  }
}
