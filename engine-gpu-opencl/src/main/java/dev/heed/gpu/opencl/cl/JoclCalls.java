package dev.heed.gpu.opencl.cl;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;

/**
 * The calls through JOCL. Whether JOCL gives a status or throws is a switch of the whole JVM that
 * is not ours to set: both are taken.
 */
public final class JoclCalls implements ClCalls {
  private static final int NO_PLATFORM = -1001;

  private final TransferCalls transfers = new TransferCalls();

  /** Links JOCL, which loads the driver: only where the probe has found one. */
  public JoclCalls() {}

  private interface Call<T> {
    T with(int[] status);
  }

  private interface Command {
    int status();
  }

  private interface Query {
    int ask(long size, @Nullable Pointer to, long @Nullable [] sizeNeeded);
  }

  private static <T> T made(String name, Call<T> call) {
    int[] status = new int[1];
    T result;
    try {
      result = call.with(status);
    } catch (CLException e) {
      throw failure(name, e);
    } catch (UnsupportedOperationException e) {
      throw absent(name, e);
    }
    check(name, status[0]);
    return result;
  }

  private static void done(String name, Command command) {
    try {
      check(name, command.status());
    } catch (CLException e) {
      throw failure(name, e);
    } catch (UnsupportedOperationException e) {
      throw absent(name, e);
    }
  }

  /** What JOCL throws when the loader, an old one, lacks a function. */
  private static ClError absent(String name, UnsupportedOperationException cause) {
    ClError error = new ClError(name, CL.CL_INVALID_OPERATION);
    error.initCause(cause);
    return error;
  }

  private static ClError failure(String name, CLException cause) {
    ClError error = new ClError(name, cause.getStatus());
    error.initCause(cause);
    return error;
  }

  private static void check(String name, int status) {
    if (status != CL.CL_SUCCESS) {
      throw new ClError(name, status);
    }
  }

  private static byte[] info(String name, Query query) {
    return made(
        name,
        status -> {
          long[] size = new long[1];
          status[0] = query.ask(0, null, size);
          byte[] bytes = new byte[Math.toIntExact(size[0])];
          if (status[0] == CL.CL_SUCCESS && bytes.length > 0) {
            status[0] = query.ask(bytes.length, Pointer.to(bytes), null);
          }
          return bytes;
        });
  }

  /** All of something, where one status says that there is none. */
  private static <T> List<T> listed(
      String name,
      int none,
      ToIntFunction<int[]> counting,
      IntFunction<T[]> places,
      ToIntFunction<T[]> listing) {
    int[] count = new int[1];
    try {
      done(name, () -> counting.applyAsInt(count));
    } catch (ClError e) {
      if (e.status() == none) {
        return List.of();
      }
      throw e;
    }
    T[] all = places.apply(count[0]);
    if (all.length > 0) {
      done(name, () -> listing.applyAsInt(all));
    }
    return List.of(all);
  }

  @Override
  public List<cl_platform_id> getPlatformIds() {
    return listed(
        "clGetPlatformIDs",
        NO_PLATFORM,
        count -> CL.clGetPlatformIDs(0, null, count),
        cl_platform_id[]::new,
        platforms -> CL.clGetPlatformIDs(platforms.length, platforms, null));
  }

  @Override
  public List<cl_device_id> getDeviceIds(cl_platform_id platform) {
    long all = CL.CL_DEVICE_TYPE_ALL;
    return listed(
        "clGetDeviceIDs",
        CL.CL_DEVICE_NOT_FOUND,
        count -> CL.clGetDeviceIDs(platform, all, 0, null, count),
        cl_device_id[]::new,
        devices -> CL.clGetDeviceIDs(platform, all, devices.length, devices, null));
  }

  @Override
  public byte[] getPlatformInfo(cl_platform_id platform, int fact) {
    return info(
        "clGetPlatformInfo",
        (size, to, needed) -> CL.clGetPlatformInfo(platform, fact, size, to, needed));
  }

  @Override
  public byte[] getDeviceInfo(cl_device_id device, int fact) {
    return info(
        "clGetDeviceInfo",
        (size, to, needed) -> CL.clGetDeviceInfo(device, fact, size, to, needed));
  }

  @Override
  public cl_context createContext(cl_platform_id platform, cl_device_id device) {
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, platform);
    return made(
        "clCreateContext",
        status ->
            CL.clCreateContext(properties, 1, new cl_device_id[] {device}, null, null, status));
  }

  @Override
  public void releaseContext(cl_context context) {
    done("clReleaseContext", () -> CL.clReleaseContext(context));
  }

  @Override
  @SuppressWarnings("deprecation") // the form of OpenCL 1.2, which every driver has
  public cl_command_queue createCommandQueue(cl_context context, cl_device_id device) {
    return made(
        "clCreateCommandQueue", status -> CL.clCreateCommandQueue(context, device, 0, status));
  }

  @Override
  public void releaseCommandQueue(cl_command_queue queue) {
    done("clReleaseCommandQueue", () -> CL.clReleaseCommandQueue(queue));
  }

  @Override
  public cl_mem createBuffer(cl_context context, long flags, long size) {
    return made("clCreateBuffer", status -> CL.clCreateBuffer(context, flags, size, null, status));
  }

  @Override
  public void releaseMemObject(cl_mem buffer) {
    done("clReleaseMemObject", () -> CL.clReleaseMemObject(buffer));
  }

  @Override
  public ByteBuffer enqueueMapBuffer(cl_command_queue queue, cl_mem buffer, long size) {
    long flags = CL.CL_MAP_READ | CL.CL_MAP_WRITE;
    return made(
        "clEnqueueMapBuffer",
        status ->
            CL.clEnqueueMapBuffer(queue, buffer, true, flags, 0, size, 0, null, null, status));
  }

  @Override
  public void enqueueUnmapMemObject(cl_command_queue queue, cl_mem buffer, ByteBuffer mapped) {
    done(
        "clEnqueueUnmapMemObject",
        () -> CL.clEnqueueUnmapMemObject(queue, buffer, mapped, 0, null, null));
  }

  @Override
  public cl_program createProgramWithSource(cl_context context, String source) {
    return made(
        "clCreateProgramWithSource",
        status -> CL.clCreateProgramWithSource(context, 1, new String[] {source}, null, status));
  }

  @Override
  public cl_program createProgramWithBinary(
      cl_context context, cl_device_id device, byte[] binary) {
    int[] accepted = new int[1];
    cl_program program =
        made(
            "clCreateProgramWithBinary",
            status ->
                CL.clCreateProgramWithBinary(
                    context,
                    1,
                    new cl_device_id[] {device},
                    new long[] {binary.length},
                    new byte[][] {binary},
                    accepted,
                    status));
    if (accepted[0] != CL.CL_SUCCESS) {
      ClObject.release("a program", () -> releaseProgram(program));
      throw new ClError("clCreateProgramWithBinary", accepted[0]);
    }
    return program;
  }

  @Override
  public void buildProgram(cl_program program, cl_device_id device, String options) {
    made(
        "clBuildProgram",
        status -> {
          status[0] =
              CL.clBuildProgram(program, 1, new cl_device_id[] {device}, options, null, null);
          return status;
        });
  }

  @Override
  public String getProgramBuildLog(cl_program program, cl_device_id device) {
    return ClFacts.text(
        info(
            "clGetProgramBuildInfo",
            (size, to, needed) ->
                CL.clGetProgramBuildInfo(
                    program, device, CL.CL_PROGRAM_BUILD_LOG, size, to, needed)));
  }

  @Override
  public byte[] getProgramBinary(cl_program program) {
    byte[] size =
        info(
            "clGetProgramInfo",
            (bytes, to, needed) ->
                CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARY_SIZES, bytes, to, needed));
    byte[] binary = new byte[Math.toIntExact(ClFacts.number(size))];
    if (binary.length == 0) {
      return binary;
    }
    return made(
        "clGetProgramInfo",
        status -> {
          status[0] =
              CL.clGetProgramInfo(
                  program,
                  CL.CL_PROGRAM_BINARIES,
                  Sizeof.POINTER,
                  Pointer.to(Pointer.to(binary)),
                  null);
          return binary;
        });
  }

  @Override
  public void releaseProgram(cl_program program) {
    done("clReleaseProgram", () -> CL.clReleaseProgram(program));
  }

  @Override
  public cl_kernel createKernel(cl_program program, String name) {
    return made("clCreateKernel", status -> CL.clCreateKernel(program, name, status));
  }

  @Override
  public void releaseKernel(cl_kernel kernel) {
    done("clReleaseKernel", () -> CL.clReleaseKernel(kernel));
  }

  @Override
  public long getKernelWorkGroupSize(cl_kernel kernel, cl_device_id device) {
    return ClFacts.number(
        info(
            "clGetKernelWorkGroupInfo",
            (size, to, needed) ->
                CL.clGetKernelWorkGroupInfo(
                    kernel, device, CL.CL_KERNEL_WORK_GROUP_SIZE, size, to, needed)));
  }

  @Override
  public void setKernelArg(cl_kernel kernel, int index, long size, @Nullable Pointer value) {
    done("clSetKernelArg", () -> CL.clSetKernelArg(kernel, index, size, value));
  }

  @Override
  public void enqueueNDRangeKernel(
      cl_command_queue queue, cl_kernel kernel, int dimensions, long[] global, long[] local) {
    done(
        "clEnqueueNDRangeKernel",
        () ->
            CL.clEnqueueNDRangeKernel(
                queue, kernel, dimensions, null, global, local, 0, null, null));
  }

  @Override
  public void enqueueWriteBuffer(
      cl_command_queue queue, cl_mem buffer, long offset, MemorySegment host) {
    check("clEnqueueWriteBuffer", transfers.write(queue, buffer, offset, host));
  }

  @Override
  public void enqueueReadBuffer(
      cl_command_queue queue, cl_mem buffer, long offset, MemorySegment host) {
    check("clEnqueueReadBuffer", transfers.read(queue, buffer, offset, host));
  }

  @Override
  public void enqueueCopyBuffer(
      cl_command_queue queue, cl_mem from, cl_mem to, long fromOffset, long toOffset, long size) {
    done(
        "clEnqueueCopyBuffer",
        () -> CL.clEnqueueCopyBuffer(queue, from, to, fromOffset, toOffset, size, 0, null, null));
  }

  @Override
  public cl_event enqueueMarker(cl_command_queue queue) {
    return made(
        "clEnqueueMarkerWithWaitList",
        status -> {
          cl_event event = new cl_event();
          status[0] = CL.clEnqueueMarkerWithWaitList(queue, 0, null, event);
          return event;
        });
  }

  @Override
  public void waitForEvent(cl_event event) {
    done("clWaitForEvents", () -> CL.clWaitForEvents(1, new cl_event[] {event}));
  }

  @Override
  public void releaseEvent(cl_event event) {
    done("clReleaseEvent", () -> CL.clReleaseEvent(event));
  }

  @Override
  public void flush(cl_command_queue queue) {
    done("clFlush", () -> CL.clFlush(queue));
  }

  @Override
  public void finish(cl_command_queue queue) {
    done("clFinish", () -> CL.clFinish(queue));
  }
}
