package dev.heed.gpu.opencl.launch;

import dev.heed.engine.Scope;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks indices on the device, in front of the op that uses them. An op with an index outside does
 * nothing; the first one since the host last waited is what the host hears of.
 */
public final class IndexGuard {
  private static final KernelId CHECK = KernelId.of("indices", "check");

  /** LANES of the kernel. */
  private static final int LANES = 256;

  /** What the device says, as in the kernel's source: what, place, value, limit, op. */
  private static final int FINDING_INTS = 8;

  private static final int OUTSIDE = 1;

  /** Of {@link #check}: no index but those within the limit. */
  private static final int NONE_BESIDES = 0;

  /** How each op's indices and their limits are called; the kernel gives a place in this list. */
  private static final List<String> OPS =
      List.of(
          "gatherRows",
          "scatterRows",
          "scatterAddRows",
          "rotate",
          "rotateGradient",
          "crossEntropy",
          "crossEntropyGradient");

  private static final List<String> NAMES =
      List.of("index", "index", "index", "position", "position", "target", "target");

  private final Launcher launcher;

  /** I32 [1]: 0 when the indices that were checked last are right. */
  private final Tensor guard;

  private final Tensor finding;
  private boolean pending;

  /**
   * The caller fills the finding with zeros before the first check.
   *
   * @param memory lives as long as this
   */
  public IndexGuard(Launcher launcher, Scope memory) {
    this.launcher = launcher;
    this.guard = memory.allocate(DType.I32, 1);
    this.finding = memory.allocate(DType.I32, FINDING_INTS);
  }

  /** What the host reads and sets to zero: I32. */
  public Tensor finding() {
    return finding;
  }

  /** True when indices were checked since {@link #heard}. */
  public boolean isPending() {
    return pending;
  }

  /**
   * Checks indices before an op.
   *
   * @param owners I32 [limit], scratch, where no index may be given twice
   * @return what the op's kernel looks at first
   */
  Tensor check(String op, Tensor indices, int limit, @Nullable Tensor owners) {
    return check(op, indices, limit, NONE_BESIDES, owners);
  }

  /**
   * Checks indices before an op.
   *
   * @param besides an index below 0 that is right too
   * @return what the op's kernel looks at first
   */
  Tensor check(String op, Tensor indices, int limit, int besides) {
    return check(op, indices, limit, besides, null);
  }

  private Tensor check(String op, Tensor indices, int limit, int besides, @Nullable Tensor owners) {
    pending = true;
    launcher
        .kernel(CHECK)
        .tensor(indices)
        .value(indices.width())
        .value(limit)
        .value(besides)
        .value(OPS.indexOf(op))
        .tensor(owners)
        .place(guard)
        .place(finding)
        .launch(new long[] {LANES}, new long[] {LANES});
    return guard;
  }

  /** The host has read the finding, and set it to zero again where it says something. */
  public void heard() {
    pending = false;
  }

  /** What the device found, as an error; null when all was right. */
  public static @Nullable InvalidOpException error(int[] finding) {
    if (finding[0] == 0) {
      return null;
    }
    String op = OPS.get(finding[4]);
    String name = NAMES.get(finding[4]);
    return new InvalidOpException(
        finding[0] == OUTSIDE
            ? "%s: %s %d at place %d is outside 0 to %d; the op did nothing"
                .formatted(op, name, finding[2], finding[1], finding[3] - 1)
            : "%s: %s %d is given again at place %d; the op did nothing"
                .formatted(op, name, finding[2], finding[1]));
  }
}
