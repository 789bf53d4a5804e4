package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Attention, blocks of queries against blocks of keys. */
public final class AttentionLaunches {
  /** GROUP_COLUMNS of the kernel. */
  private static final int GROUP_COLUMNS = 16;

  /** CHUNK of the kernel: value columns that are in local memory at a time. */
  private static final int CHUNK = 32;

  /** BLOCK of the kernel. */
  private static final int BLOCK = 32;

  /** Chunks whose sums a work-item keeps: 256 columns. Beyond, the scores are made again. */
  private static final int MOST_CHUNKS = 8;

  private static final int SMALLEST_TILE = 4;
  private static final int LARGEST_TILE = 32;
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private static final Map<Form, KernelId> KERNELS = kernels();

  /**
   * What a kernel is compiled for.
   *
   * @param rows query rows of a work-group
   * @param chunks of value columns
   * @param stored type of keys and values
   */
  private record Form(int rows, int chunks, DType stored) {
    KernelId kernel() {
      Map<String, Integer> defines =
          Map.of(
              "TILE",
              rows,
              "GROUP_ROWS",
              Math.min(rows, 16),
              "VALUE_CHUNKS",
              chunks,
              "KV_TYPE",
              Codes.of(stored));
      return new KernelId("attention", "attention", defines);
    }
  }

  private AttentionLaunches() {}

  private static Map<Form, KernelId> kernels() {
    Map<Form, KernelId> kernels = new LinkedHashMap<>();
    for (DType stored : List.of(DType.F32, DType.F16, DType.BF16)) {
      for (int rows = SMALLEST_TILE; rows <= LARGEST_TILE; rows *= 2) {
        for (int chunks = 1; chunks <= MOST_CHUNKS; chunks *= 2) {
          Form form = new Form(rows, chunks, stored);
          kernels.put(form, form.kernel());
        }
      }
    }
    return kernels;
  }

  /** Every set of constants that a device with these limits may be asked for. */
  static List<KernelId> kernels(DeviceLimits limits) {
    return KERNELS.entrySet().stream()
        .filter(kernel -> fits(kernel.getKey().rows, 1, limits))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Bytes of local memory that a tile of so many query rows takes. */
  private static long localBytes(int rows, int headSize) {
    return Float.BYTES
        * ((long) rows * (headSize + 1) + BLOCK * (CHUNK + 1) + (long) rows * (BLOCK + 3));
  }

  private static boolean fits(int rows, int headSize, DeviceLimits limits) {
    return localBytes(rows, headSize) <= limits.localMemory()
        && Math.min(rows, 16) * GROUP_COLUMNS <= limits.maxWorkGroup();
  }

  /** The most query rows whose tile fits the device, or 0. */
  private static int tileRows(int most, int headSize, int longest, DeviceLimits limits) {
    for (int rows = most; rows >= SMALLEST_TILE; rows /= 2) {
      if (fits(rows, headSize, limits) && (rows == SMALLEST_TILE || longest > rows / 2)) {
        return rows;
      }
    }
    return 0;
  }

  /** True when a head's queries fit the local memory of the device. */
  public static boolean isPossible(Attention op, DeviceLimits limits) {
    return tileRows(SMALLEST_TILE, op.q().size(2), NO_LIMIT, limits) > 0;
  }

  /** out = softmax(scale · q · kᵀ …) · v. */
  public static void attention(Work work, DeviceLimits limits, Tiles tiles, Attention op) {
    int headSize = op.q().size(2);
    int valueSize = op.out().size(2);
    SeqSpans queries = op.queries();
    if (queries.total() == 0 || op.heads() == 0) {
      return;
    }
    int rows = tileRows(tiles.queryRows(), headSize, queries.longest(), limits);
    int chunks = Math.max(1, (valueSize + CHUNK - 1) / CHUNK);
    int each = Math.min(MOST_CHUNKS, Integer.highestOneBit(2 * chunks - 1));
    Form form = new Form(rows, each, op.k().dtype());
    KernelId kernel = KERNELS.get(form);
    if (kernel == null) {
      throw new IllegalStateException("no kernel for " + form);
    }
    AttentionPlan plan = AttentionPlan.ofQueries(op, rows);
    Tensor ints = work.plans().plan(plan, plan::ints);
    Visibility visibility = op.masking().visibility();
    Tensor weights = op.weights();
    work.launcher()
        .kernel(kernel)
        .heads(op.q())
        .heads(op.k())
        .heads(op.v())
        .place(ints)
        .value(plan.tilesAt())
        .value(plan.slopesAt())
        .value(headSize)
        .value(valueSize)
        .value(op.heads())
        .value(op.group())
        .value(left(visibility))
        .value(right(visibility))
        .value(op.scale())
        .value(op.softCap())
        .tensor(op.masking().bias())
        .value(op.hasBiasPerHead() ? 1 : 0)
        .heads(op.out())
        .rows(op.logSumExp())
        .tensor(weights)
        .chance(op.dropout())
        .localBytes((long) Float.BYTES * rows * (headSize + 1))
        .launch(
            new long[] {
              (long) plan.tiles() * GROUP_COLUMNS,
              (long) op.heads() * Math.min(rows, 16),
              (chunks + each - 1) / each
            },
            new long[] {GROUP_COLUMNS, Math.min(rows, 16), 1});
  }

  /** How many keys before its own a query sees. */
  static int left(Visibility visibility) {
    return visibility instanceof Visibility.Local local ? local.left() : NO_LIMIT;
  }

  /** How many keys after its own a query sees. */
  static int right(Visibility visibility) {
    return switch (visibility) {
      case Visibility.All _ -> NO_LIMIT;
      case Visibility.Causal _ -> 0;
      case Visibility.Local local -> local.right();
    };
  }
}
