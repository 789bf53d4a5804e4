package dev.heed.bench.opencl;

import dev.heed.bench.peer.Peer;
import dev.heed.engine.DeviceInfo;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;

/**
 * A context with one in-order queue on an OpenCL device, by JOCL alone, for engines that bring no
 * memory of their own. Needs a probe of the OpenCL backend beforehand, which loads JOCL.
 */
final class JoclQueue implements AutoCloseable {
  private final cl_context context;
  private final cl_command_queue queue;

  /** A buffer of floats in the device's memory. */
  final class Floats implements AutoCloseable {
    private final cl_mem memory;
    private final int count;

    private Floats(int count) {
      this.count = count;
      memory = CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, bytes(), null, null);
    }

    private long bytes() {
      return (long) Float.BYTES * count;
    }

    /** The cl_mem. */
    MemorySegment handle() {
      return MemorySegment.ofAddress(memory.getNativePointer());
    }

    /** What it holds once the queue has come so far. */
    float[] read() {
      float[] values = new float[count];
      CL.clEnqueueReadBuffer(queue, memory, true, 0, bytes(), Pointer.to(values), 0, null, null);
      return values;
    }

    @Override
    public void close() {
      CL.clReleaseMemObject(memory);
    }
  }

  private record Device(cl_platform_id platform, cl_device_id id) {}

  @SuppressWarnings("deprecation") // the form of OpenCL 1.2, which every driver has
  private JoclQueue(Device device) {
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platform());
    context = CL.clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, null);
    queue = CL.clCreateCommandQueue(context, device.id(), 0, null);
  }

  /** On the device, or of several alike on the first that has its name and its driver's version. */
  static Peer<JoclQueue> on(DeviceInfo wanted) {
    CL.setExceptionsEnabled(true);
    for (Device device : devices()) {
      if (text(device.id(), CL.CL_DEVICE_NAME).equals(wanted.name())
          && text(device.id(), CL.CL_DRIVER_VERSION).equals(wanted.attributes().get("driver"))) {
        return new Peer.Present<>(new JoclQueue(device));
      }
    }
    return new Peer.LeftOut<>(
        "clblast", "left out: JOCL lists no device '%s' any more".formatted(wanted.name()));
  }

  private static List<Device> devices() {
    int[] count = new int[1];
    CL.clGetPlatformIDs(0, null, count);
    cl_platform_id[] platforms = new cl_platform_id[count[0]];
    CL.clGetPlatformIDs(platforms.length, platforms, null);
    List<Device> devices = new ArrayList<>();
    for (cl_platform_id platform : platforms) {
      CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
      cl_device_id[] ids = new cl_device_id[count[0]];
      CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, ids.length, ids, null);
      for (cl_device_id id : ids) {
        devices.add(new Device(platform, id));
      }
    }
    return devices;
  }

  private static String text(cl_device_id device, int fact) {
    long[] size = new long[1];
    CL.clGetDeviceInfo(device, fact, 0, null, size);
    byte[] bytes = new byte[Math.toIntExact(size[0])];
    CL.clGetDeviceInfo(device, fact, bytes.length, Pointer.to(bytes), null);
    return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
  }

  /** A buffer that holds these values. */
  Floats upload(float[] values) {
    Floats buffer = new Floats(values.length);
    CL.clEnqueueWriteBuffer(
        queue, buffer.memory, true, 0, buffer.bytes(), Pointer.to(values), 0, null, null);
    return buffer;
  }

  /** The cl_command_queue. */
  MemorySegment handle() {
    return MemorySegment.ofAddress(queue.getNativePointer());
  }

  /** Waits for all that was enqueued. */
  void finish() {
    CL.clFinish(queue);
  }

  @Override
  public void close() {
    CL.clReleaseCommandQueue(queue);
    CL.clReleaseContext(context);
  }
}
