package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;
import org.jspecify.annotations.Nullable;

/** Sums over rows, and over whole tensors. */
public final class SumLaunches {
  private static final KernelId SUM_ROWS = KernelId.of("sums", "sum_rows");
  private static final KernelId SUM_ELEMENTS = KernelId.of("sums", "sum_elements");

  /** COLUMNS and PARTS of the kernel. */
  private static final int COLUMNS = 32;

  private static final int PARTS = 8;

  /** Elements that a group sums up before another one is worth its while, and the most groups. */
  private static final int ELEMENTS_OF_GROUP = 1 << 12;

  private static final int MOST_GROUPS = 1 << 10;

  private SumLaunches() {}

  /** out = Σ rows of in, or +=. */
  public static void sumRows(Launcher launcher, SumRows op) {
    rows(launcher, op.in(), op.accumulate(), op.out(), null, null, null);
  }

  /** bias += Σ rows of in. */
  static void addRows(Launcher launcher, Tensor in, Tensor bias) {
    rows(launcher, in, true, bias, null, null, null);
  }

  /**
   * bias += Σ rows of in, weight += Σ rows of in · normalised(x).
   *
   * @param statistics F32 [rows, 2]: of each row of x what is subtracted from it, and its factor
   */
  static void addRows(
      Launcher launcher,
      Tensor in,
      @Nullable Tensor bias,
      Tensor x,
      Tensor statistics,
      @Nullable Tensor weight) {
    rows(launcher, in, true, bias, x, statistics, weight);
  }

  private static void rows(
      Launcher launcher,
      Tensor in,
      boolean accumulate,
      @Nullable Tensor sums,
      @Nullable Tensor x,
      @Nullable Tensor statistics,
      @Nullable Tensor products) {
    long groups = (in.width() + COLUMNS - 1L) / COLUMNS;
    if (groups > 0) {
      launcher
          .kernel(SUM_ROWS)
          .tensor(in)
          .value(accumulate ? 1 : 0)
          .tensor(sums)
          .tensor(x)
          .tensor(statistics)
          .tensor(products)
          .sizes(in.layout())
          .value(in.rows())
          .launch(new long[] {groups * COLUMNS, PARTS}, new long[] {COLUMNS, PARTS});
    }
  }

  /** out[0] = Σ in². */
  public static void sumSquares(Work work, SumSquares op) {
    Tensor in = op.in();
    long wanted = (in.elements() + ELEMENTS_OF_GROUP - 1) / ELEMENTS_OF_GROUP;
    int groups = Math.clamp(wanted, 1, MOST_GROUPS);
    if (groups == 1) {
      elements(work.launcher(), true, in, op.out(), 1);
    } else {
      Tensor parts = work.scratch(DType.F32, groups);
      elements(work.launcher(), true, in, parts, groups);
      elements(work.launcher(), false, parts, op.out(), 1);
    }
  }

  private static void elements(
      Launcher launcher, boolean squares, Tensor in, Tensor out, int groups) {
    launcher
        .kernel(SUM_ELEMENTS)
        .value(squares ? 1 : 0)
        .tensor(in)
        .place(out)
        .sizes(in.layout())
        .value(in.elements())
        .forEachRow(groups, NormLaunches.LANES);
  }
}
