package dev.heed.testkit.self;

import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.Held;
import dev.heed.testkit.oracle.HostTensor;
import dev.heed.testkit.oracle.Oracle;

/** How mistakes are made in ops that training alone runs. */
final class TrainingBlunder {
  private TrainingBlunder() {}

  /** The op as it is misunderstood. */
  static Op misread(Mistake mistake, Op op) {
    return switch (mistake) {
      case TURNS_THE_SAME_WAY ->
          op instanceof RotateGradient o
              ? new Rotate(
                  o.outGradient(),
                  o.cosines(),
                  o.sines(),
                  o.positions(),
                  o.pairing(),
                  o.inGradient())
              : op;
      case CONFUSES_THE_GELUS ->
          op instanceof ActivateGradient o && o.activation() == Activation.GELU_TANH
              ? new ActivateGradient(Activation.GELU, o.in(), o.outGradient(), o.inGradient())
              : op;
      case NUMBERS_FROM_ONE ->
          op instanceof Dropout o && o.chance().first() < 1 << 30
              ? new Dropout(o.chance().from(1), o.in(), o.out())
              : op;
      case FORGETS_TO_CORRECT -> op instanceof AdamStep o ? uncorrected(o) : op;
      default -> op;
    };
  }

  private static AdamStep uncorrected(AdamStep o) {
    return new AdamStep(
        o.parameter(),
        o.gradient(),
        o.first(),
        o.second(),
        o.greatest(),
        o.rate(),
        o.beta1(),
        o.beta2(),
        o.epsilon(),
        o.decay(),
        o.decoupled(),
        1,
        1,
        o.gradientScale());
  }

  /** What becomes of a right result. */
  static void spoil(Op op, int output, HostTensor result) {
    switch (op) {
      case NormGradient o when output == 0 && o.kind() == NormKind.RMS ->
          withoutLastTerm(o, result);
      case AttentionGradient o when output == 1 || output == 2 -> ofFirstHeads(o, output, result);
      case Attention o when output == 0 && o.dropout() != null -> numberedAnew(o, result);
      default -> {}
    }
  }

  /** outGradient · weight / √(mean of squares + ε). */
  private static void withoutLastTerm(NormGradient op, HostTensor result) {
    HostTensor in = HostMemory.read(op.in());
    HostTensor outGradient = HostMemory.read(op.outGradient());
    HostTensor weights = op.weight() == null ? null : HostMemory.read(op.weight());
    int width = in.width();
    for (int e = 0; e < result.count(); e++) {
      double squares = 0;
      for (int c = e - e % width; c < e - e % width + width; c++) {
        squares += in.get(c) * in.get(c);
      }
      double weight = weights == null ? 1 : weights.get(e % width);
      double root = Math.sqrt(squares / width + op.epsilon());
      result.set(e, outGradient.get(e) * weight / root);
    }
  }

  /** The outGradient of every other head is taken for 0. */
  private static void ofFirstHeads(AttentionGradient op, int output, HostTensor result) {
    Held held = held(op.outGradient(), op.attention().group());
    HostTensor wrong = Oracle.expect(op, held).get(output).applyTo(result);
    result.copyFrom(wrong, 0, 0, wrong.count());
  }

  private static Held held(Tensor outGradient, int group) {
    return new Held() {
      @Override
      public HostTensor of(Tensor tensor) {
        HostTensor values = HostMemory.read(tensor);
        for (int e = 0; e < values.count() && tensor.equals(outGradient); e++) {
          int head = e / values.width() % values.size(1);
          values.set(e, head % group == 0 ? values.get(e) : 0);
        }
        return values;
      }

      @Override
      public HostTensor of(PackedWeight weight) {
        throw new IllegalStateException("a gradient packs no weight");
      }
    };
  }

  /** The last sequence as if it were alone. */
  private static void numberedAnew(Attention op, HostTensor result) {
    int last = op.queries().count() - 1;
    if (op.masking().bias() != null || last < 1) {
      return;
    }
    Attention alone =
        new Attention(
            op.q(),
            op.k(),
            op.v(),
            one(op.queries(), last),
            one(op.keys(), last),
            op.masking(),
            op.scale(),
            op.softCap(),
            op.out(),
            null,
            null,
            op.dropout());
    HostTensor wrong = Oracle.expect(alone, held(op.out(), 1)).getFirst().applyTo(result);
    result.copyFrom(wrong, 0, 0, wrong.count());
  }

  private static SeqSpans one(SeqSpans spans, int s) {
    return SeqSpans.of(new int[] {spans.start(s)}, new int[] {spans.length(s)});
  }
}
