package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;

/** The gradient of attention: over the keys of each block of queries, then the other way. */
public final class AttentionGradientLaunches {
  private static final KernelId QUERIES =
      KernelId.of("attention_gradient", "attention_query_gradient");
  private static final KernelId KEYS = KernelId.of("attention_gradient", "attention_key_gradient");

  /** BLOCK of the kernels. */
  private static final int BLOCK = 32;

  /** SIDE of the kernels: a group is a square of work-items. */
  private static final int SIDE = 16;

  private AttentionGradientLaunches() {}

  /** Those of q, k, v and the bias. */
  public static void attention(Work work, AttentionGradient op) {
    Attention attention = op.attention();
    int heads = attention.heads();
    if (heads == 0) {
      return;
    }
    Tensor deltas = work.scratch(DType.F32, heads, Math.max(1, attention.q().size(0)));
    boolean shared = op.biasGradient() != null && !attention.hasBiasPerHead();
    int headsEach = shared ? heads : 1;
    AttentionPlan ofQueries = AttentionPlan.ofQueries(attention, BLOCK);
    if (ofQueries.tiles() > 0) {
      operands(work, QUERIES, op, ofQueries, deltas)
          .heads(attention.out())
          .heads(op.qGradient())
          .tensor(op.biasGradient())
          .value(headsEach)
          .launch(
              new long[] {(long) ofQueries.tiles() * SIDE, (long) heads / headsEach * SIDE},
              new long[] {SIDE, SIDE});
    }
    AttentionPlan ofKeys = AttentionPlan.ofKeys(attention, BLOCK);
    if (ofKeys.tiles() > 0) {
      operands(work, KEYS, op, ofKeys, deltas)
          .heads(op.kGradient())
          .heads(op.vGradient())
          .launch(
              new long[] {(long) ofKeys.tiles() * SIDE, (long) attention.k().size(1) * SIDE},
              new long[] {SIDE, SIDE});
    }
  }

  /** What both kernels begin with. */
  private static Launcher.Arguments operands(
      Work work, KernelId kernel, AttentionGradient op, AttentionPlan plan, Tensor deltas) {
    Attention attention = op.attention();
    Visibility visibility = attention.masking().visibility();
    Tensor ints = work.plans().plan(plan, plan::ints);
    return work.launcher()
        .kernel(kernel)
        .heads(attention.q())
        .heads(attention.k())
        .heads(attention.v())
        .place(ints)
        .value(plan.tilesAt())
        .value(plan.slopesAt())
        .value(attention.q().size(2))
        .value(attention.v().size(2))
        .value(attention.heads())
        .value(attention.group())
        .value(AttentionLaunches.left(visibility))
        .value(AttentionLaunches.right(visibility))
        .value(attention.scale())
        .value(attention.softCap())
        .tensor(attention.masking().bias())
        .value(attention.hasBiasPerHead() ? 1 : 0)
        .heads(op.outGradient())
        .rows(attention.logSumExp())
        .rows(deltas)
        .chance(attention.dropout());
  }
}
