package dev.heed.cpu.simd;

import dev.heed.cpu.simd.team.Region;
import dev.heed.cpu.simd.team.WorkerTeam;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.host.HostScope;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/** What the ops of one queue run with: threads to share, and memory for the length of an op. */
final class Resources {
  /**
   * Least work of a part, in elements moved or added: some ten microseconds, twice what it costs to
   * hand a part over.
   */
  static final long GRAIN = 65_536;

  /** Parts for each thread, so that one that is late does not keep the others waiting. */
  private static final int PARTS_PER_THREAD = 3;

  private static final ValueLayout.OfInt INDEX =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final WorkerTeam team;
  private final Region region = new Region();
  private final HostScope scratch;

  /** That of the caller, who is member 0. */
  private final Workspace own;

  /** Those of the workers, from member 1 on, which serve other queues too. */
  private final List<Workspace> workers;

  /**
   * @param scratch for what all members of an op share
   * @param own what the caller's parts run with
   * @param workers what those of the team's workers run with
   */
  Resources(WorkerTeam team, HostScope scratch, Workspace own, List<Workspace> workers) {
    this.team = team;
    this.scratch = scratch;
    this.own = own;
    this.workers = workers;
  }

  /** One part of an op. */
  interface Part {
    /**
     * Runs it.
     *
     * @param own what the thread works with
     */
    void run(int part, Workspace own);
  }

  /** A run of rows. */
  interface Rows {
    /**
     * Runs them.
     *
     * @param own what the thread works with
     */
    void run(int from, int to, Workspace own);
  }

  private Workspace workspace(int member) {
    return member == 0 ? own : workers.get(member - 1);
  }

  /** Threads that work at once, the caller among them. */
  int threads() {
    return team.size();
  }

  /** How many parts are worth while for so much work. */
  int parts(long work, int most) {
    if (team.size() == 1) {
      return Math.min(1, most);
    }
    long useful = Math.min(work / GRAIN, (long) team.size() * PARTS_PER_THREAD);
    return Math.clamp(useful, Math.min(1, most), most);
  }

  /** Runs the parts of an op, on several threads where there is more than one part. */
  void run(int parts, Part body) {
    team.run(region, parts, (part, member) -> body.run(part, workspace(member)));
  }

  /**
   * Runs rows in even parts.
   *
   * @param work for each row, in elements moved or added
   */
  void rows(int rows, long work, Rows body) {
    int parts = parts(rows * Math.max(work, 1), rows);
    run(
        parts,
        (part, workspace) ->
            body.run(
                (int) ((long) rows * part / parts),
                (int) ((long) rows * (part + 1) / parts),
                workspace));
  }

  /** Scratch of so many floats, free again after the op; what it holds is unspecified. */
  Floats floats(long count) {
    return new Floats(scratch.allocate(DType.F32, size(count)));
  }

  /** A number of floats as the size of an array. */
  static int size(long floats) {
    if (floats > Integer.MAX_VALUE) {
      throw new MemoryLimitException(
          "an op needs %,d floats in one array of working memory, but a Java array holds at most %,d; split the op"
              .formatted(floats, Integer.MAX_VALUE));
    }
    return (int) floats;
  }

  /** Scratch [rows, width]. */
  Floats matrix(int rows, int width) {
    return new Floats(scratch.allocate(DType.F32, rows, width));
  }

  /** {@link #floats(Tensor)} with rows that are evenly spaced. */
  Floats evenRows(Tensor tensor) {
    Floats floats = floats(tensor);
    if (floats.isUniform()) {
      return floats;
    }
    Floats even = matrix(floats.rows, floats.width);
    copyRows(floats, even);
    return even;
  }

  /** Copies all rows of one matrix to another. */
  void copyRows(Floats from, Floats to) {
    rows(
        from.rows,
        from.width,
        (first, end, member) -> {
          for (int row = first; row < end; row++) {
            System.arraycopy(from.data, from.row(row), to.data, to.row(row), from.width);
          }
        });
  }

  /**
   * A floating tensor as an F32 array: itself, or a copy when its memory is a mapped file or its
   * type another.
   */
  Floats floats(Tensor tensor) {
    if (tensor.dtype() == DType.F32 && HostBuffer.isOnHeap(tensor)) {
      return new Floats(tensor);
    }
    Tensor copy = scratch.allocate(DType.F32, tensor.layout().shape());
    Copies.run(tensor, copy);
    return new Floats(copy);
  }

  /** An I32 tensor [count] as an array from 0 on. */
  int[] indices(Tensor tensor) {
    int[] indices = new int[tensor.width()];
    MemorySegment memory = HostBuffer.of(tensor).segment();
    long at = tensor.dtype().bytes(tensor.layout().offset());
    MemorySegment.copy(memory, INDEX, at, indices, 0, indices.length);
    return indices;
  }
}
