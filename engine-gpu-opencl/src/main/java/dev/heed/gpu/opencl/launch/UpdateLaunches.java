package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;

/** Steps of optimisers. */
public final class UpdateLaunches {
  private static final KernelId SGD = KernelId.of("updates", "sgd");
  private static final KernelId ADAM = KernelId.of("updates", "adam");
  private static final KernelId ADAGRAD = KernelId.of("updates", "adagrad");
  private static final KernelId RMS_PROP = KernelId.of("updates", "rms_prop");

  private UpdateLaunches() {}

  /** Gradient descent, with momentum where there is a velocity. */
  public static void sgd(Launcher launcher, SgdStep op) {
    if (op.parameter().elements() > 0) {
      Launcher.Arguments arguments =
          launcher
              .kernel(SGD)
              .tensor(op.parameter())
              .tensor(op.gradient())
              .tensor(op.velocity())
              .value(op.rate())
              .value(op.momentum())
              .value(op.dampening())
              .value(op.nesterov() ? 1 : 0)
              .value(op.isFirst() ? 1 : 0)
              .value(op.decay())
              .value(op.gradientScale());
      launch(arguments, op.parameter());
    }
  }

  /** Adam, AdamW or AMSGrad. */
  public static void adam(Launcher launcher, AdamStep op) {
    if (op.parameter().elements() > 0) {
      Launcher.Arguments arguments =
          launcher
              .kernel(ADAM)
              .tensor(op.parameter())
              .tensor(op.gradient())
              .tensor(op.first())
              .tensor(op.second())
              .tensor(op.greatest())
              .value(op.rate())
              .value(op.beta1())
              .value(op.beta2())
              .value(op.epsilon())
              .value(op.decay())
              .value(op.decoupled() ? 1 : 0)
              .value(op.correction1())
              .value((float) Math.sqrt(op.correction2()))
              .value(op.gradientScale());
      launch(arguments, op.parameter());
    }
  }

  /** Adagrad. */
  public static void adagrad(Launcher launcher, AdagradStep op) {
    if (op.parameter().elements() > 0) {
      Launcher.Arguments arguments =
          launcher
              .kernel(ADAGRAD)
              .tensor(op.parameter())
              .tensor(op.gradient())
              .tensor(op.squares())
              .value(op.rate())
              .value(op.epsilon())
              .value(op.decay())
              .value(op.gradientScale());
      launch(arguments, op.parameter());
    }
  }

  /** RMSprop, centred where there is a mean. */
  public static void rmsProp(Launcher launcher, RmsPropStep op) {
    if (op.parameter().elements() > 0) {
      Launcher.Arguments arguments =
          launcher
              .kernel(RMS_PROP)
              .tensor(op.parameter())
              .tensor(op.gradient())
              .tensor(op.squares())
              .tensor(op.mean())
              .tensor(op.velocity())
              .value(op.rate())
              .value(op.alpha())
              .value(op.epsilon())
              .value(op.momentum())
              .value(op.decay())
              .value(op.gradientScale());
      launch(arguments, op.parameter());
    }
  }

  private static void launch(Launcher.Arguments arguments, Tensor parameter) {
    arguments
        .sizes(parameter.layout())
        .value(parameter.elements())
        .forEachElement(parameter.elements());
  }
}
