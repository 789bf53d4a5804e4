package dev.heed.gpu.opencl.memory;

import dev.heed.gpu.opencl.cl.CallLedger;
import dev.heed.gpu.opencl.cl.ClContext;
import dev.heed.gpu.opencl.cl.ClDevice;
import dev.heed.gpu.opencl.cl.PaperDriver;

/** An open device that computes nothing and gives 256 MiB in one piece. */
final class PaperDevice implements AutoCloseable {
  final CallLedger ledger = new CallLedger(PaperDriver.calls(true));
  final ClContext context =
      new ClContext(
          ledger.calls(), ClDevice.all(ledger.calls(), _ -> {}).getFirst(), "gpu-opencl:0");

  /** Buffers of OpenCL that there are. */
  long buffers() {
    return ledger.live("cl_mem");
  }

  DeviceScope scope(String name, DeviceMemory memory, boolean ofQueue) {
    return new DeviceScope(name, this, memory, (_, _, _) -> {}, ofQueue, _ -> {});
  }

  @Override
  public void close() {
    context.close();
  }
}
