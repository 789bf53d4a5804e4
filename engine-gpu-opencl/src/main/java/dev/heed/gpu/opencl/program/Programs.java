package dev.heed.gpu.opencl.program;

import dev.heed.gpu.opencl.cl.ClContext;
import dev.heed.gpu.opencl.cl.ClDevice;
import dev.heed.gpu.opencl.cl.ClKernel;
import dev.heed.gpu.opencl.cl.ClProgram;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The compiled kernels of a device: compiled when they are first asked for, then kept in memory,
 * and on disk for the next process. Thread-safe.
 */
public final class Programs implements AutoCloseable {
  private final ClContext context;
  private final ProgramFiles files;
  private final Map<ProgramId, ClProgram> built = new HashMap<>();
  private int compiled;

  /**
   * Nothing is compiled yet.
   *
   * @param folder where compiled programs are kept; null for nowhere
   */
  public Programs(ClContext context, @Nullable Path folder) {
    this.context = context;
    this.files = new ProgramFiles(folder);
  }

  /** A kernel for one queue, which the caller closes. */
  public ClKernel newKernel(KernelId id) {
    return program(id.program()).newKernel(id.kernel());
  }

  /** How many were compiled from their source, for tests. */
  public synchronized int compiled() {
    return compiled;
  }

  private synchronized ClProgram program(ProgramId id) {
    ClProgram program = built.get(id);
    if (program == null) {
      program = make(id);
      built.put(id, program);
    }
    return program;
  }

  private ClProgram make(ProgramId id) {
    String source = KernelSource.of(id.file());
    ClDevice device = context.device();
    String options = id.options(device.roundsDivision());
    String key =
        ProgramFiles.key(
            List.of(
                source,
                options,
                device.vendor(),
                device.name(),
                device.version(),
                device.driver()));
    byte[] kept = files.read(key);
    if (kept != null) {
      ClProgram program = context.load(id.title(), kept, options);
      if (program != null) {
        return program;
      }
    }
    ClProgram program = context.build(id.title(), source, options);
    compiled++;
    files.write(key, program.binary());
    return program;
  }

  /** After the kernels. */
  @Override
  public synchronized void close() {
    built.values().forEach(ClProgram::close);
    built.clear();
  }
}
