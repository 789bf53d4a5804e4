package dev.heed.testkit.check;

import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The same step of an optimiser over other tensors, all of one shape. */
final class RewireUpdate {
  private final UnaryOperator<Tensor> tensors;

  RewireUpdate(Rewire wires) {
    this(wires::to);
  }

  RewireUpdate(UnaryOperator<Tensor> tensors) {
    this.tensors = tensors;
  }

  Op apply(Op.Update op) {
    return switch (op) {
      case SgdStep o ->
          new SgdStep(
              to(o.parameter()),
              to(o.gradient()),
              maybe(o.velocity()),
              o.rate(),
              o.momentum(),
              o.dampening(),
              o.nesterov(),
              o.isFirst(),
              o.decay(),
              o.gradientScale());
      case AdagradStep o ->
          new AdagradStep(
              to(o.parameter()),
              to(o.gradient()),
              to(o.squares()),
              o.rate(),
              o.epsilon(),
              o.decay(),
              o.gradientScale());
      case RmsPropStep o ->
          new RmsPropStep(
              to(o.parameter()),
              to(o.gradient()),
              to(o.squares()),
              maybe(o.mean()),
              maybe(o.velocity()),
              o.rate(),
              o.alpha(),
              o.epsilon(),
              o.momentum(),
              o.decay(),
              o.gradientScale());
      case AdamStep o ->
          new AdamStep(
              to(o.parameter()),
              to(o.gradient()),
              to(o.first()),
              to(o.second()),
              maybe(o.greatest()),
              o.rate(),
              o.beta1(),
              o.beta2(),
              o.epsilon(),
              o.decay(),
              o.decoupled(),
              o.correction1(),
              o.correction2(),
              o.gradientScale());
    };
  }

  private Tensor to(Tensor tensor) {
    return tensors.apply(tensor);
  }

  private @Nullable Tensor maybe(@Nullable Tensor tensor) {
    return tensor == null ? null : tensors.apply(tensor);
  }
}
