package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;

/** Rows by index, by position and by sequence. */
public final class RowLaunches {
  private static final KernelId GATHER = KernelId.of("rows", "gather");
  private static final KernelId SCATTER = KernelId.of("rows", "scatter");
  private static final KernelId POOL = KernelId.of("rows", "pool");
  private static final KernelId ROTATE = KernelId.of("rotate", "rotary");

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

  /** Turns the pairs of each head by the position of its row. */
  public static void rotate(Work work, Rotate op) {
    Tensor out = op.out();
    if (op.positions().elements() == 0) {
      return;
    }
    Tensor guard = work.guard().check(op.name(), op.positions(), op.cosines().size(0), null);
    int pairs = op.cosines().size(1);
    long items = (long) out.rows() * (out.width() - pairs);
    if (items > 0) {
      work.launcher()
          .kernel(ROTATE)
          .place(guard)
          .tensor(op.in())
          .tensor(op.cosines())
          .tensor(op.sines())
          .tensor(op.positions())
          .value(op.pairing() == RotaryPairing.INTERLEAVED ? 1 : 0)
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
}
