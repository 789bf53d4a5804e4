package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;

/** Element by element. */
public final class ElementLaunches {
  private static final KernelId COMBINE = KernelId.of("elements", "combine");
  private static final KernelId MULTIPLY = KernelId.of("elements", "multiply");
  private static final KernelId ACTIVATE = KernelId.of("elements", "activate");
  private static final KernelId DROPOUT = KernelId.of("elements", "dropout");
  private static final KernelId ACTIVATE_GRADIENT =
      KernelId.of("element_gradients", "activate_gradient");
  private static final KernelId GATED_GRADIENT = KernelId.of("element_gradients", "gated_gradient");

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

  /** out = in / (1 − rate), or 0. */
  public static void dropout(Launcher launcher, Dropout op) {
    Tensor out = op.out();
    if (out.elements() > 0) {
      launcher
          .kernel(DROPOUT)
          .chance(op.chance())
          .tensor(op.in())
          .tensor(out)
          .sizes(out.layout())
          .value(out.elements())
          .forEachElement(out.elements());
    }
  }

  /** inGradient = outGradient · f′(in). */
  public static void activateGradient(Launcher launcher, ActivateGradient op) {
    Tensor out = op.inGradient();
    if (out.elements() > 0) {
      launcher
          .kernel(ACTIVATE_GRADIENT)
          .value(Codes.of(op.activation()))
          .tensor(op.in())
          .tensor(op.outGradient())
          .tensor(out)
          .sizes(out.layout())
          .value(out.elements())
          .forEachElement(out.elements());
    }
  }

  /** Those of f(gate) and of up, in f(gate) · up. */
  public static void gatedGradient(Launcher launcher, GatedMlpGradient op) {
    Tensor gate = op.gate();
    if (gate.elements() > 0) {
      launcher
          .kernel(GATED_GRADIENT)
          .value(Codes.of(op.activation()))
          .tensor(gate)
          .tensor(op.up())
          .tensor(op.outGradient())
          .tensor(op.gateGradient())
          .tensor(op.upGradient())
          .sizes(gate.layout())
          .value(gate.elements())
          .forEachElement(gate.elements());
    }
  }
}
