package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;

/** Rows by index, by position and by sequence. */
public final class RowLaunches {
  private static final KernelId GATHER = KernelId.of("rows", "gather");
  private static final KernelId SCATTER = KernelId.of("rows", "scatter");
  private static final KernelId SCATTER_ADD = KernelId.of("rows", "scatter_add");
  private static final KernelId POOL_GRADIENT = KernelId.of("rows", "pool_gradient");
  private static final KernelId POOL = KernelId.of("rows", "pool");
  private static final KernelId ROTATE = KernelId.of("rotate", "rotary");

  /** Columns of a group that adds rows, and parts that the rows of the table are cut into. */
  private static final int ADD_LANES = 64;

  private static final int MOST_ADD_PARTS = 32;

  private RowLaunches() {}

  /** out[i] = table[indices[i]], or +=. */
  public static void gather(Work work, GatherRows op) {
    Tensor out = op.out();
    if (op.indices().elements() == 0) {
      return;
    }
    Tensor guard = work.guard().check(op.name(), op.indices(), op.table().size(0), null);
    if (out.elements() > 0) {
      work.launcher()
          .kernel(GATHER)
          .place(guard)
          .tensor(op.table())
          .value(Codes.of(op.table().dtype()))
          .tensor(op.indices())
          .value(op.accumulate() ? 1 : 0)
          .tensor(out)
          .sizes(out.layout())
          .value(out.elements())
          .forEachElement(out.elements());
    }
  }

  /** to[indices[i]] = from[i]. */
  public static void scatter(Work work, ScatterRows op) {
    Tensor from = op.from();
    int entries = op.to().size(0);
    if (op.indices().elements() == 0) {
      return;
    }
    Tensor owners = work.scratch(DType.I32, entries);
    Tensor guard = work.guard().check(op.name(), op.indices(), entries, owners);
    if (from.elements() > 0) {
      work.launcher()
          .kernel(SCATTER)
          .place(guard)
          .tensor(from)
          .tensor(op.indices())
          .tensor(op.to())
          .value(Codes.of(op.to().dtype()))
          .sizes(from.layout())
          .value(from.elements())
          .forEachElement(from.elements());
    }
  }

  /** to[indices[i]] += from[i]. */
  public static void scatterAdd(Work work, ScatterAddRows op) {
    Tensor to = op.to();
    if (op.indices().elements() == 0) {
      return;
    }
    Tensor guard = work.guard().check(op.name(), op.indices(), to.size(0), null);
    long groups = (to.width() + ADD_LANES - 1L) / ADD_LANES;
    int parts = Math.min(to.size(0), MOST_ADD_PARTS);
    if (groups * parts > 0) {
      work.launcher()
          .kernel(SCATTER_ADD)
          .place(guard)
          .tensor(op.from())
          .tensor(op.indices())
          .tensor(to)
          .sizes(op.from().layout())
          .launch(new long[] {groups * ADD_LANES, parts}, new long[] {ADD_LANES, 1});
    }
  }

  /** Turns the pairs of each head by the position of its row. */
  public static void rotate(Work work, Rotate op) {
    rotate(
        work,
        op.name(),
        op.in(),
        op.cosines(),
        op.sines(),
        op.positions(),
        op.pairing(),
        false,
        op.out());
  }

  /** Turns them back. */
  public static void rotateGradient(Work work, RotateGradient op) {
    rotate(
        work,
        op.name(),
        op.outGradient(),
        op.cosines(),
        op.sines(),
        op.positions(),
        op.pairing(),
        true,
        op.inGradient());
  }

  private static void rotate(
      Work work,
      String op,
      Tensor in,
      Tensor cosines,
      Tensor sines,
      Tensor positions,
      RotaryPairing pairing,
      boolean back,
      Tensor out) {
    if (positions.elements() == 0) {
      return;
    }
    Tensor guard = work.guard().check(op, positions, cosines.size(0), null);
    int pairs = cosines.size(1);
    long items = (long) out.rows() * (out.width() - pairs);
    if (items > 0) {
      work.launcher()
          .kernel(ROTATE)
          .place(guard)
          .tensor(in)
          .tensor(cosines)
          .tensor(sines)
          .tensor(positions)
          .value(pairing == RotaryPairing.INTERLEAVED ? 1 : 0)
          .value(back ? 1 : 0)
          .tensor(out)
          .sizes(out.layout())
          .value(pairs)
          .value(items)
          .forEachElement(items);
    }
  }

  /** out[s] = the rows of sequence s as one. */
  public static void pool(Work work, PoolRows op) {
    Tensor out = op.out();
    if (out.elements() > 0) {
      Tensor spans = work.plans().spans(op.spans());
      work.launcher()
          .kernel(POOL)
          .value(Codes.of(op.pooling()))
          .tensor(op.in())
          .place(spans)
          .tensor(out)
          .sizes(out.layout())
          .value(out.elements())
          .forEachElement(out.elements());
    }
  }

  /** What each row gave to the one of its sequence. */
  public static void poolGradient(Work work, PoolRowsGradient op) {
    CopyLaunches.zero(work.launcher(), op.inGradient());
    Tensor outGradient = op.outGradient();
    if (outGradient.elements() > 0) {
      Tensor spans = work.plans().spans(op.spans());
      work.launcher()
          .kernel(POOL_GRADIENT)
          .value(Codes.of(op.pooling()))
          .tensor(op.in())
          .place(spans)
          .tensor(outGradient)
          .tensor(op.inGradient())
          .sizes(outGradient.layout())
          .value(outGradient.elements())
          .forEachElement(outGradient.elements());
    }
  }
}
