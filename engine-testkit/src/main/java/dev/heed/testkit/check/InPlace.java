package dev.heed.testkit.check;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forms of an op whose output is one of its inputs, where the op's page allows them. */
final class InPlace {
  private InPlace() {}

  @SuppressWarnings("ReferenceEquality") // Tensors without memory are told apart by identity.
  static List<Op> formsOf(Op op) {
    List<Op> forms = new ArrayList<>();
    switch (op) {
      case Activate o -> forms.add(new Activate(o.activation(), o.in(), o.in()));
      case Combine o -> {
        forms.add(new Combine(o.alpha(), o.a(), o.beta(), o.b(), o.a()));
        Tensor b = o.b();
        if (b != null && b.layout().sameShape(o.a().layout())) {
          forms.add(new Combine(o.alpha(), o.a(), o.beta(), b, b));
        }
      }
      case Multiply o -> {
        forms.add(new Multiply(o.a(), o.b(), o.a()));
        if (o.b().layout().sameShape(o.a().layout())) {
          forms.add(new Multiply(o.a(), o.b(), o.b()));
        }
      }
      case Softmax o -> forms.add(new Softmax(o.in(), o.in(), o.logSumExp()));
      case NormalizeRows o -> forms.add(new NormalizeRows(o.in(), o.epsilon(), o.in()));
      case Rotate o ->
          forms.add(new Rotate(o.in(), o.cosines(), o.sines(), o.positions(), o.pairing(), o.in()));
      case Norm o ->
          forms.add(
              new Norm(
                  o.kind(),
                  o.in(),
                  o.weight(),
                  o.bias(),
                  o.epsilon(),
                  o.in(),
                  o.mean(),
                  o.inverseDeviation()));
      case AddNorm o -> {
        forms.add(addNorm(o, o.sum(), o.a()));
        forms.add(addNorm(o, o.sum(), o.b()));
        if (o.sum() != null) {
          forms.add(addNorm(o, o.a(), o.out()));
          forms.add(addNorm(o, o.b(), o.out()));
          if (o.a() != o.b()) {
            forms.add(addNorm(o, o.a(), o.b()));
            forms.add(addNorm(o, o.b(), o.a()));
          }
        }
      }
      case Op.Differentiable _, Op.InferenceOnly _ -> {}
    }
    return forms;
  }

  private static AddNorm addNorm(AddNorm o, @Nullable Tensor sum, Tensor out) {
    return new AddNorm(o.kind(), o.a(), o.b(), o.weight(), o.bias(), o.epsilon(), sum, out);
  }
}
