package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.AttentionKernel;
import dev.heed.cpu.simd.kernel.AttentionOperands;
import dev.heed.cpu.simd.kernel.AttentionOperands.Sequence;
import dev.heed.cpu.simd.kernel.AttentionOperands.View;
import dev.heed.cpu.simd.kernel.AttentionScratch;
import dev.heed.cpu.simd.kernel.StoredRows;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.op.Attention;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Attention: units of one key head and some queries of one sequence, on all threads. */
final class AttentionOps {
  private final Attention op;
  private final AttentionOperands operands;
  private final int kvHeads;

  /** Units before those of sequence s; the last entry counts all. */
  private final int[] unitsBefore;

  /** Pairs of query and key before those of sequence s. */
  private final long[] pairsBefore;

  /**
   * Work before that of sequence s: its pairs, and its queries, which cost something without keys.
   */
  private final long[] workBefore;

  private AttentionOps(Attention op, AttentionOperands operands) {
    this.op = op;
    this.operands = operands;
    this.kvHeads = op.k().size(1);
    int sequences = op.queries().count();
    this.unitsBefore = new int[sequences + 1];
    this.pairsBefore = new long[sequences + 1];
    this.workBefore = new long[sequences + 1];
    for (int s = 0; s < sequences; s++) {
      int queries = op.queries().length(s);
      unitsBefore[s + 1] = unitsBefore[s] + AttentionKernel.units(queries, op.group()) * kvHeads;
      long pairs = (long) queries * op.keys().length(s);
      pairsBefore[s + 1] = pairsBefore[s] + pairs;
      workBefore[s + 1] = workBefore[s] + pairs + queries;
    }
  }

  static void attention(Resources with, Attention op) {
    int longest = op.queries().longest();
    if (op.heads() == 0 || longest == 0) {
      return;
    }
    AttentionOperands operands = operands(with, op);
    new AttentionOps(op, operands).run(with, longest);
  }

  private void run(Resources with, int longest) {
    int units = unitsBefore[unitsBefore.length - 1];
    int sequences = op.queries().count();
    // A multiply–add takes an eighth of the time of a moved element; with few queries it is the
    // keys' and values' way from memory that counts.
    int each = op.q().size(2) + op.v().size(2);
    long products = pairsBefore[sequences] * op.heads() * each / 8;
    long moved = (long) op.keys().total() * kvHeads * each;
    long work = products + moved;
    // A decoder's step reads the heads of a cache together, see AttentionKernel: no more parts than
    // threads need.
    boolean step = longest == 1;
    int parts =
        with.parts(work, step ? Math.min(units, Math.max(with.threads(), sequences)) : units);
    AttentionScratch layout = AttentionKernel.layout(operands, longest);
    with.run(
        parts,
        (part, own) -> {
          Floats scratch = own.floats(layout.size());
          AttentionKernel kernel =
              new AttentionKernel(operands, layout, scratch.data, scratch.at, own.attention());
          run(firstUnit(part, parts), firstUnit(part + 1, parts), kernel);
        });
  }

  private void run(int first, int end, AttentionKernel kernel) {
    int unit = first;
    for (int s = 0; unit < end; s++) {
      if (unitsBefore[s + 1] <= unit) {
        continue;
      }
      int last = Math.min(end, unitsBefore[s + 1]);
      kernel.run(sequence(s), unit - unitsBefore[s], last - unitsBefore[s]);
      unit = last;
    }
  }

  /** Where a part begins: parts are even in work, not in units, which differ between sequences. */
  private int firstUnit(int part, int parts) {
    int sequences = unitsBefore.length - 1;
    if (part == parts) {
      return unitsBefore[sequences];
    }
    long all = workBefore[sequences];
    long work = all / parts * part + all % parts * part / parts;
    int s = 0;
    while (workBefore[s + 1] <= work) {
      s++;
    }
    long units = (long) unitsBefore[s + 1] - unitsBefore[s];
    long own = workBefore[s + 1] - workBefore[s];
    return unitsBefore[s] + (int) ((work - workBefore[s]) * units / own);
  }

  private Sequence sequence(int s) {
    return new Sequence(
        op.queries().start(s),
        op.queries().length(s),
        op.keys().start(s),
        op.keys().length(s),
        pairsBefore[s]);
  }

  private static AttentionOperands operands(Resources with, Attention op) {
    return new AttentionOperands(
        rowsAndHeads(with.floats(op.q())),
        stored(with, op.k()),
        stored(with, op.v()),
        rowsAndHeads(new Floats(op.out())),
        op.heads(),
        op.group(),
        op.q().size(2),
        op.v().size(2),
        op.masking().visibility(),
        op.scale(),
        op.softCap(),
        op.masking().alibi(),
        flat(op.masking().bias() == null ? null : with.floats(op.masking().bias())),
        op.hasBiasPerHead(),
        headsAndRows(op.logSumExp()),
        flat(op.weights() == null ? null : new Floats(op.weights())),
        op.dropout());
  }

  /** [rows, heads, size]. */
  private static View rowsAndHeads(Floats floats) {
    return new View(floats.data, floats.at, floats.stride(0), floats.stride(1));
  }

  /** [rows, heads, size] in its own type, or in F32 where it is a mapped file's. */
  private static StoredRows stored(Resources with, Tensor tensor) {
    if (tensor.dtype() == DType.F32 || !HostBuffer.isOnHeap(tensor)) {
      Floats floats = with.floats(tensor);
      return StoredRows.of(floats.data, floats.at, floats.stride(0), floats.stride(1));
    }
    return StoredRows.of(
        tensor.dtype(),
        HostBuffer.shorts(tensor),
        HostBuffer.offset(tensor),
        stride(tensor, 0),
        stride(tensor, 1));
  }

  /** From index to index of one dimension; 0 where there is but one. */
  private static int stride(Tensor tensor, int dimension) {
    return tensor.size(dimension) <= 1 ? 0 : Math.toIntExact(tensor.layout().stride(dimension));
  }

  /** [heads, rows]. */
  private static @Nullable View headsAndRows(@Nullable Tensor tensor) {
    if (tensor == null) {
      return null;
    }
    Floats floats = new Floats(tensor);
    return new View(floats.data, floats.at, 1, floats.stride(0));
  }

  private static @Nullable View flat(@Nullable Floats floats) {
    return floats == null ? null : new View(floats.data, floats.at, 0, 0);
  }
}
