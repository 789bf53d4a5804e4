package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;

/** Element by element. */
public final class ElementLaunches {
  private static final KernelId COMBINE = KernelId.of("elements", "combine");
  private static final KernelId MULTIPLY = KernelId.of("elements", "multiply");
  private static final KernelId ACTIVATE = KernelId.of("elements", "activate");

  private ElementLaunches() {}

  /** out = alpha · a + beta · b. */
  public static void combine(Launcher launcher, Combine op) {
    Tensor out = op.out();
    if (out.elements() > 0) {
      launcher
          .kernel(COMBINE)
          .value(op.alpha())
          .tensor(op.a())
          .value(op.beta())
          .tensor(op.b())
          .tensor(out)
          .sizes(out.layout())
          .value(out.elements())
          .forEachElement(out.elements());
    }
  }

  /** out = a · b. */
  public static void multiply(Launcher launcher, Multiply op) {
    Tensor out = op.out();
    if (out.elements() > 0) {
      launcher
          .kernel(MULTIPLY)
          .tensor(op.a())
          .tensor(op.b())
          .tensor(out)
          .sizes(out.layout())
          .value(out.elements())
          .forEachElement(out.elements());
    }
  }

  /** out = f(in). */
  public static void activate(Launcher launcher, Activate op) {
    Tensor out = op.out();
    if (out.elements() > 0) {
      launcher
          .kernel(ACTIVATE)
          .value(Codes.of(op.activation()))
          .tensor(op.in())
          .tensor(out)
          .sizes(out.layout())
          .value(out.elements())
          .forEachElement(out.elements());
    }
  }
}
