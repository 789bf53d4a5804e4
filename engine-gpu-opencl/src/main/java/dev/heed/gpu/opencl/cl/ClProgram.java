package dev.heed.gpu.opencl.cl;

import dev.heed.engine.error.DeviceException;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;

/** Compiled kernels. */
public final class ClProgram extends ClObject {
  private final ClContext context;
  private final String name;
  private final String options;
  private final cl_program handle;

  private ClProgram(ClContext context, String name, String options, cl_program handle) {
    this.context = context;
    this.name = name;
    this.options = options;
    this.handle = handle;
  }

  static ClProgram fromSource(ClContext context, String name, String source, String options) {
    ClCalls calls = context.calls();
    cl_program handle;
    try {
      handle = calls.createProgramWithSource(context.handle(), source);
    } catch (ClError e) {
      throw failure(context, name, options, e);
    }
    try {
      calls.buildProgram(handle, context.device().device(), options);
    } catch (ClError e) {
      String log = log(context, handle);
      release("program '%s'".formatted(name), () -> calls.releaseProgram(handle));
      if (ClStatus.isOutOfMemory(e.status()) || ClStatus.isDeviceLost(e.status())) {
        throw failure(context, name, options, e);
      }
      throw new DeviceException(
          DeviceException.Kind.KERNEL_BUILD,
          "%s (%s, driver %s): kernels '%s' do not compile with '%s': %s%n%s"
              .formatted(
                  context.id(),
                  context.device().name(),
                  context.device().driver(),
                  name,
                  options,
                  e.getMessage(),
                  BuildLog.withSource(log, source)),
          e);
    }
    return new ClProgram(context, name, options, handle);
  }

  static @Nullable ClProgram fromBinary(
      ClContext context, String name, byte[] binary, String options) {
    ClCalls calls = context.calls();
    cl_program handle;
    try {
      handle = calls.createProgramWithBinary(context.handle(), context.device().device(), binary);
    } catch (ClError e) {
      return null;
    }
    try {
      calls.buildProgram(handle, context.device().device(), options);
    } catch (ClError e) {
      release("program '%s'".formatted(name), () -> calls.releaseProgram(handle));
      return null;
    }
    return new ClProgram(context, name, options, handle);
  }

  private static String log(ClContext context, cl_program program) {
    try {
      return context.calls().getProgramBuildLog(program, context.device().device());
    } catch (ClError e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  private static RuntimeException failure(
      ClContext context, String name, String options, ClError cause) {
    return ClFailures.lostOr(
        DeviceException.Kind.KERNEL_BUILD,
        cause,
        "%s: kernels '%s' (%s)".formatted(context.id(), name, options));
  }

  /**
   * What the compiler made, to be kept.
   *
   * @return empty when the driver gives nothing
   */
  public byte[] binary() {
    refuseIfClosed();
    try {
      return context.calls().getProgramBinary(handle);
    } catch (ClError e) {
      return new byte[0];
    }
  }

  /** One of its kernels, for one queue. */
  public ClKernel newKernel(String kernel) {
    refuseIfClosed();
    try {
      return new ClKernel(context, kernel, context.calls().createKernel(handle, kernel));
    } catch (ClError e) {
      throw failure(context, name + "." + kernel, options, e);
    }
  }

  @Override
  protected void release() {
    context.calls().releaseProgram(handle);
  }

  @Override
  protected String what() {
    return "program '%s' of %s".formatted(name, context.id());
  }
}
