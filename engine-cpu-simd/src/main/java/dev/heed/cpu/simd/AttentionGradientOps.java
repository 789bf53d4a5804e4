package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.AttentionGradientKernel;
import dev.heed.cpu.simd.kernel.AttentionGradientOperands;
import dev.heed.cpu.simd.kernel.AttentionGradientScratch;
import dev.heed.cpu.simd.kernel.AttentionOperands.Sequence;
import dev.heed.cpu.simd.kernel.AttentionOperands.View;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.tensor.Tensor;

/**
 * The gradient of attention. Whoever takes a sequence and a head of keys computes all that belongs
 * to them, so that no two threads add to one sum; where heads share a bias, all heads of a
 * sequence.
 */
final class AttentionGradientOps {
  private final Attention attention;
  private final AttentionGradientOperands operands;

  /** Pairs of query and key before those of sequence s. */
  private final long[] pairsBefore;

  private AttentionGradientOps(Attention attention, AttentionGradientOperands operands) {
    this.attention = attention;
    this.operands = operands;
    int sequences = attention.queries().count();
    this.pairsBefore = new long[sequences + 1];
    for (int s = 0; s < sequences; s++) {
      long pairs = (long) attention.queries().length(s) * attention.keys().length(s);
      pairsBefore[s + 1] = pairsBefore[s] + pairs;
    }
  }

  static void attention(Resources with, AttentionGradient op) {
    new AttentionGradientOps(op.attention(), operands(with, op)).run(with);
  }

  private void run(Resources with) {
    int sequences = attention.queries().count();
    int kvHeads = attention.k().size(1);
    boolean together = operands.biasGradient() != null && !operands.biasPerHead();
    int heads = together ? kvHeads : 1;
    int unitsEach = kvHeads / heads;
    int units = sequences * unitsEach;
    // Five products, each of half of the head and the value size; a multiply–add takes an eighth
    // of the time of a moved element.
    long each = 5L * (operands.headSize() + operands.valueSize()) / 16;
    long rows = (long) attention.queries().total() + attention.keys().total();
    long work = pairsBefore[sequences] * attention.heads() * each + rows * each;
    int parts = with.parts(work, units) > 1 ? units : Math.min(units, 1);
    int unitsOfPart = parts == units ? 1 : units;
    AttentionGradientScratch layout =
        AttentionGradientScratch.of(operands, attention.queries().longest());
    with.run(
        parts,
        (part, own) -> {
          Floats scratch = own.floats(layout.size());
          AttentionGradientKernel kernel =
              new AttentionGradientKernel(operands, layout, scratch.data, scratch.at, own.tile());
          for (int unit = part * unitsOfPart; unit < (part + 1) * unitsOfPart; unit++) {
            Sequence sequence = sequence(unit / unitsEach);
            for (int head = unit % unitsEach; head < unit % unitsEach + heads; head++) {
              kernel.run(sequence, head);
            }
          }
        });
  }

  private Sequence sequence(int s) {
    return new Sequence(
        attention.queries().start(s),
        attention.queries().length(s),
        attention.keys().start(s),
        attention.keys().length(s),
        pairsBefore[s]);
  }

  private static AttentionGradientOperands operands(Resources with, AttentionGradient op) {
    Attention attention = op.attention();
    Tensor bias = attention.masking().bias();
    Tensor logSumExp = attention.logSumExp();
    if (logSumExp == null) {
      throw new IllegalStateException("an attention without log-sum-exps has no gradient");
    }
    Floats sums = with.floats(logSumExp);
    return new AttentionGradientOperands(
        rowsAndHeads(with.floats(attention.q())),
        rowsAndHeads(with.floats(attention.k())),
        rowsAndHeads(with.floats(attention.v())),
        rowsAndHeads(with.floats(attention.out())),
        new View(sums.data, sums.at, 1, sums.stride(0)),
        bias == null ? null : flat(with.floats(bias)),
        rowsAndHeads(with.floats(op.outGradient())),
        rowsAndHeads(new Floats(op.qGradient())),
        rowsAndHeads(new Floats(op.kGradient())),
        rowsAndHeads(new Floats(op.vGradient())),
        op.biasGradient() == null ? null : flat(new Floats(op.biasGradient())),
        attention.hasBiasPerHead(),
        attention.heads(),
        attention.group(),
        attention.q().size(2),
        attention.v().size(2),
        attention.masking().visibility(),
        attention.scale(),
        attention.softCap(),
        attention.masking().alibi(),
        attention.dropout());
  }

  /** [rows, heads, size]. */
  private static View rowsAndHeads(Floats floats) {
    return new View(floats.data, floats.at, floats.stride(0), floats.stride(1));
  }

  private static View flat(Floats floats) {
    return new View(floats.data, floats.at, 0, 0);
  }
}
