package dev.heed.gpu.opencl;

import dev.heed.engine.error.DeviceException;
import dev.heed.gpu.opencl.cl.ClBuffer;
import dev.heed.gpu.opencl.cl.ClCalls;
import dev.heed.gpu.opencl.cl.ClContext;
import dev.heed.gpu.opencl.cl.ClDevice;
import dev.heed.gpu.opencl.cl.ClEvent;
import dev.heed.gpu.opencl.cl.ClHostMemory;
import dev.heed.gpu.opencl.cl.ClKernel;
import dev.heed.gpu.opencl.cl.ClProgram;
import dev.heed.gpu.opencl.cl.ClQueue;
import java.lang.foreign.ValueLayout;

/**
 * The smallest kernel there is, from source to answer: some drivers are installed and dead, or of
 * OpenCL 1.1.
 */
final class Trial {
  private static final String SOURCE =
      "__kernel void trial(__global int* out, int x) { out[get_global_id(0)] = x + (int)get_global_id(0); }\n";

  private static final int COUNT = 4;
  private static final int BASE = 1_234_567;

  private Trial() {}

  /** An error when the device does not compute. */
  static void run(ClCalls calls, ClDevice device) {
    long bytes = (long) COUNT * Integer.BYTES;
    try (ClContext context = new ClContext(calls, device, OpenClProvider.NAME);
        ClQueue queue = context.newQueue();
        ClProgram program = context.build("trial", SOURCE, "-cl-std=CL1.2");
        ClKernel kernel = program.newKernel("trial");
        ClHostMemory host = queue.newHostMemory(bytes);
        ClBuffer out = context.newBuffer(bytes)) {
      kernel.begin().buffer(out).value(BASE);
      queue.launch(kernel, new long[] {COUNT}, new long[] {1});
      queue.read(out, 0, host, 0, bytes);
      try (ClEvent end = queue.marker()) {
        end.await();
      }
      queue.finish();
      for (int e = 0; e < COUNT; e++) {
        int value = host.segment().getAtIndex(ValueLayout.JAVA_INT, e);
        if (value != BASE + e) {
          throw new DeviceException(
              DeviceException.Kind.LAUNCH,
              "%s: a trial kernel gave %d instead of %d".formatted(device.name(), value, BASE + e));
        }
      }
    }
  }
}
