package dev.heed.testkit.check;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
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
      case Dropout o -> forms.add(new Dropout(o.chance(), o.in(), o.in()));
      case Op.Gradient gradient -> gradients(gradient, forms);
      case Op.Differentiable _, Op.InferenceOnly _, Op.Update _ -> {}
    }
    return forms;
  }

  private static void gradients(Op.Gradient op, List<Op> forms) {
    switch (op) {
      case ActivateGradient o ->
          forms.add(new ActivateGradient(o.activation(), o.in(), o.outGradient(), o.outGradient()));
      case GatedMlpGradient o -> {
        forms.add(gatedMlp(o, o.gate(), o.upGradient()));
        forms.add(gatedMlp(o, o.gateGradient(), o.up()));
        forms.add(gatedMlp(o, o.gate(), o.up()));
      }
      case NormGradient o ->
          forms.add(
              new NormGradient(
                  o.kind(),
                  o.in(),
                  o.weight(),
                  o.epsilon(),
                  o.outGradient(),
                  o.outGradient(),
                  o.weightGradient(),
                  o.biasGradient()));
      case NormalizeRowsGradient o ->
          forms.add(
              new NormalizeRowsGradient(o.in(), o.epsilon(), o.outGradient(), o.outGradient()));
      case SoftmaxGradient o ->
          forms.add(new SoftmaxGradient(o.out(), o.outGradient(), o.outGradient()));
      case RotateGradient o ->
          forms.add(
              new RotateGradient(
                  o.outGradient(),
                  o.cosines(),
                  o.sines(),
                  o.positions(),
                  o.pairing(),
                  o.outGradient()));
      case CrossEntropyGradient o ->
          forms.add(
              new CrossEntropyGradient(
                  o.logits(),
                  o.targets(),
                  o.smoothing(),
                  o.classWeights(),
                  o.lossGradient(),
                  o.logits()));
      case AttentionGradient _,
          LinearGradient _,
          PoolRowsGradient _,
          ScatterAddRows _,
          SumRows _,
          SumSquares _ -> {}
    }
  }

  private static GatedMlpGradient gatedMlp(
      GatedMlpGradient o, Tensor gateGradient, Tensor upGradient) {
    return new GatedMlpGradient(
        o.activation(), o.gate(), o.up(), o.outGradient(), gateGradient, upGradient);
  }

  private static AddNorm addNorm(AddNorm o, @Nullable Tensor sum, Tensor out) {
    return new AddNorm(o.kind(), o.a(), o.b(), o.weight(), o.bias(), o.epsilon(), sum, out);
  }
}
