package dev.heed.gpu.opencl.cl;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;

/**
 * A driver that makes objects and computes nothing: quick enough to fail in a thousand ways. It
 * knows one kernel, that of the trial; whatever else is read is zero.
 */
public final class PaperDriver {
  /** Shared by all that is mapped: nobody looks at it but whoever reads at once. */
  private static final ByteBuffer HOST = ByteBuffer.allocateDirect(2 << 20);

  private final cl_platform_id platform = new cl_platform_id();
  private final cl_device_id device = new cl_device_id();
  private final long kind;
  private final long workGroup;
  private final long localMemory;
  private boolean trial;
  private int base;

  private PaperDriver(long kind, long workGroup, long localMemory) {
    this.kind = kind;
    this.workGroup = workGroup;
    this.localMemory = localMemory;
  }

  /** With a graphics card, which the probe tries, or with a driver on the processor. */
  public static ClCalls calls(boolean gpu) {
    return calls(gpu, 256, 16 << 10);
  }

  /** With these limits. */
  public static ClCalls calls(boolean gpu, long workGroup, long localMemory) {
    PaperDriver driver =
        new PaperDriver(
            gpu ? CL.CL_DEVICE_TYPE_GPU : CL.CL_DEVICE_TYPE_CPU, workGroup, localMemory);
    return (ClCalls)
        Proxy.newProxyInstance(
            ClCalls.class.getClassLoader(),
            new Class<?>[] {ClCalls.class},
            (_, method, given) -> driver.call(method, given));
  }

  private @Nullable Object call(Method method, Object[] given) {
    return switch (method.getName()) {
      case "getPlatformIds" -> List.of(platform);
      case "getDeviceIds" -> List.of(device);
      case "getPlatformInfo" -> text("Paper");
      case "getDeviceInfo" -> fact((int) given[1]);
      case "createContext" -> new cl_context();
      case "createCommandQueue" -> new cl_command_queue();
      case "createBuffer" -> new cl_mem();
      case "enqueueMapBuffer" -> HOST.slice(0, (int) (long) given[2]);
      case "createProgramWithSource", "createProgramWithBinary" -> new cl_program();
      case "getProgramBuildLog" -> "";
      case "getProgramBinary" -> text("compiled");
      case "getKernelWorkGroupSize" -> workGroup;
      case "enqueueMarker" -> new cl_event();
      case "createKernel" -> {
        trial = given[1].equals("trial");
        yield new cl_kernel();
      }
      case "setKernelArg" -> {
        if (trial && (int) given[1] == 1) {
          base = host((Pointer) given[3], Integer.BYTES).getInt(0);
        }
        yield null;
      }
      case "enqueueReadBuffer" -> {
        ByteBuffer to = ((MemorySegment) given[3]).asByteBuffer().order(ByteOrder.nativeOrder());
        for (int e = 0; e < to.capacity() / Integer.BYTES; e++) {
          to.putInt(e * Integer.BYTES, trial ? base + e : 0);
        }
        yield null;
      }
      default -> null;
    };
  }

  private static ByteBuffer host(Pointer pointer, int bytes) {
    return pointer.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
  }

  private static byte[] text(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private byte[] fact(int fact) {
    return switch (fact) {
      case CL.CL_DEVICE_TYPE -> number(kind);
      case CL.CL_DEVICE_MAX_COMPUTE_UNITS -> number(2);
      case CL.CL_DEVICE_MAX_WORK_GROUP_SIZE -> number(workGroup);
      case CL.CL_DEVICE_LOCAL_MEM_SIZE -> number(localMemory);
      case CL.CL_DEVICE_GLOBAL_MEM_SIZE -> number(1L << 30);
      case CL.CL_DEVICE_SINGLE_FP_CONFIG -> number(CL.CL_FP_DENORM);
      case CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE -> number(256L << 20);
      default -> text("Paper card");
    };
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(value).array();
  }
}
