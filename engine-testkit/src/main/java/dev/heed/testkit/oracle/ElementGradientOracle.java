package dev.heed.testkit.oracle;

import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.GatedMlpGradient;
import java.util.List;

/** Gradients of ops that look at one element at a time. */
final class ElementGradientOracle {
  private ElementGradientOracle() {}

  static List<Expected> activate(ActivateGradient op, Held held) {
    HostTensor in = held.of(op.in());
    HostTensor outGradient = held.of(op.outGradient());
    Expected inGradient = Expected.like(held.of(op.inGradient()));
    for (int e = 0; e < in.count(); e++) {
      if (op.activation() == Activation.IDENTITY) {
        inGradient.set(e, outGradient.get(e), 0);
      } else {
        Derivatives.of(op.activation(), in.get(e)).times(outGradient.get(e)).of(inGradient, e);
      }
    }
    return List.of(inGradient);
  }

  static List<Expected> gatedMlp(GatedMlpGradient op, Held held) {
    HostTensor gate = held.of(op.gate());
    HostTensor up = held.of(op.up());
    HostTensor outGradient = held.of(op.outGradient());
    Expected gateGradient = Expected.like(held.of(op.gateGradient()));
    Expected upGradient = Expected.like(held.of(op.upGradient()));
    for (int e = 0; e < gate.count(); e++) {
      double x = gate.get(e);
      double y = Functions.apply(op.activation(), x);
      Rounded through = Rounded.exact(outGradient.get(e));
      through.times(up.get(e)).times(Derivatives.of(op.activation(), x)).of(gateGradient, e);
      through.times(new Rounded(y, Functions.tolerance(op.activation(), x, y))).of(upGradient, e);
    }
    return List.of(gateGradient, upGradient);
  }
}
