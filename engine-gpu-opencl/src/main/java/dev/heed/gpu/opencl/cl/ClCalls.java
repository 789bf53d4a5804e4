package dev.heed.gpu.opencl.cl;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
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
 * The calls of OpenCL that Heed makes, named as there. Each throws {@link ClError} when it fails:
 * tests put an implementation in front in which any of them does.
 */
public interface ClCalls {
  /** All platforms; none is no error. */
  List<cl_platform_id> getPlatformIds();

  /** All devices of a platform; none is no error. */
  List<cl_device_id> getDeviceIds(cl_platform_id platform);

  /** The bytes of one fact. */
  byte[] getPlatformInfo(cl_platform_id platform, int fact);

  /** The bytes of one fact. */
  byte[] getDeviceInfo(cl_device_id device, int fact);

  cl_context createContext(cl_platform_id platform, cl_device_id device);

  void releaseContext(cl_context context);

  /** In order. */
  cl_command_queue createCommandQueue(cl_context context, cl_device_id device);

  void releaseCommandQueue(cl_command_queue queue);

  cl_mem createBuffer(cl_context context, long flags, long size);

  void releaseMemObject(cl_mem buffer);

  /** Waits; for reading and writing. */
  ByteBuffer enqueueMapBuffer(cl_command_queue queue, cl_mem buffer, long size);

  void enqueueUnmapMemObject(cl_command_queue queue, cl_mem buffer, ByteBuffer mapped);

  cl_program createProgramWithSource(cl_context context, String source);

  cl_program createProgramWithBinary(cl_context context, cl_device_id device, byte[] binary);

  void buildProgram(cl_program program, cl_device_id device, String options);

  String getProgramBuildLog(cl_program program, cl_device_id device);

  /** For a program of one device. */
  byte[] getProgramBinary(cl_program program);

  void releaseProgram(cl_program program);

  cl_kernel createKernel(cl_program program, String name);

  void releaseKernel(cl_kernel kernel);

  /** Most work-items that one work-group of a kernel may have. */
  long getKernelWorkGroupSize(cl_kernel kernel, cl_device_id device);

  void setKernelArg(cl_kernel kernel, int index, long size, @Nullable Pointer value);

  void enqueueNDRangeKernel(
      cl_command_queue queue, cl_kernel kernel, int dimensions, long[] global, long[] local);

  /** Does not wait: host must stay as it is until the queue has done it. */
  void enqueueWriteBuffer(cl_command_queue queue, cl_mem buffer, long offset, MemorySegment host);

  /** Does not wait. */
  void enqueueReadBuffer(cl_command_queue queue, cl_mem buffer, long offset, MemorySegment host);

  void enqueueCopyBuffer(
      cl_command_queue queue, cl_mem from, cl_mem to, long fromOffset, long toOffset, long size);

  /** An event that comes when all work before it is done. */
  cl_event enqueueMarker(cl_command_queue queue);

  void waitForEvent(cl_event event);

  void releaseEvent(cl_event event);

  void flush(cl_command_queue queue);

  void finish(cl_command_queue queue);
}
