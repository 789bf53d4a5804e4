package dev.heed.app.doctor;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One kernel family at work: sizes that are no multiple of any tile, so that main loops and tails
 * both run.
 *
 * @param trials ops of that family over tensors of a bench; of several, the first is the typical
 *     one
 */
record KernelCase(List<Function<Workbench, Trial>> trials) {
  /** Rows of every case but the short ones: no multiple of any tile's rows, which are up to 10. */
  private static final int ROWS = 37;

  /** Columns of every case but the short ones: three 512-bit vectors and a tail of 3. */
  private static final int WIDTH = 51;

  /** Whole blocks, so that fast arithmetic rounds weights to them. */
  private static final int DEPTH = 96;

  /** Rows of short texts, each of which takes tiles of its own. */
  private static final List<Integer> SHORT_ROWS = List.of(1, 2, 5, 12);

  /** Columns for them: eight 512-bit vectors, the widest tile, and a tail of 2. */
  private static final int SHORT_COLUMNS = 130;

  /** Terms of their sums: more than pass in one piece, so that sums are laid down and taken up. */
  private static final int SHORT_DEPTH = 416;

  /** Sequences of different lengths, ROWS in all, one of a single row. */
  private static final SeqSpans SPANS = SeqSpans.packed(20, 1, 16);

  /**
   * An op and where its results will stand.
   *
   * @param op to be run
   * @param results F32 or I32
   */
  record Trial(Op op, List<Tensor> results) {
    Trial(Op op, Tensor result) {
      this(op, List.of(result));
    }
  }

  KernelCase {
    trials = List.copyOf(trials);
  }

  private KernelCase(Function<Workbench, Trial> trial) {
    this(List.of(trial));
  }

  /** Every kernel family of the way forth, products first; {@link LearningCases} has the others. */
  static final List<KernelCase> ALL =
      List.of(
          product((bench, in, columns, out) ->
              new Linear(
                  in,
                  bench.uniform(2, columns, in.size(1)),
                  bench.uniform(3, columns),
                  Activation.GELU,
                  out)),
          product((bench, in, columns, out) ->
              new PackedLinear(
                  in,
                  bench.packed(2, columns, in.size(1)),
                  bench.uniform(3, columns),
                  Activation.GELU,
                  out)),
          into((bench, out) ->
              new GatedMlp(
                  bench.uniform(1, ROWS, DEPTH),
                  bench.uniform(2, WIDTH, DEPTH),
                  bench.uniform(3, WIDTH, DEPTH),
                  null,
                  null,
                  Activation.SILU,
                  out)),
          into((bench, out) ->
              new PackedGatedMlp(
                  bench.uniform(1, ROWS, DEPTH),
                  bench.packed(2, WIDTH, DEPTH),
                  bench.packed(3, WIDTH, DEPTH),
                  null,
                  null,
                  Activation.SILU,
                  out)),
          into((bench, out) ->
              new MatMul(
                  bench.uniform(1, ROWS, DEPTH),
                  bench.uniform(2, DEPTH, WIDTH),
                  false,
                  false,
                  1,
                  0,
                  out)),
          new KernelCase(KernelCase::attention),
          into((bench, out) ->
              new AddNorm(
                  NormKind.LAYER,
                  bench.uniform(1, ROWS, WIDTH),
                  bench.uniform(2, ROWS, WIDTH),
                  bench.uniform(3, WIDTH),
                  bench.uniform(4, WIDTH),
                  1e-5f,
                  null,
                  out)),
          into((bench, out) ->
              new Norm(
                  NormKind.RMS,
                  bench.uniform(1, ROWS, WIDTH),
                  bench.uniform(2, WIDTH),
                  null,
                  1e-5f,
                  out,
                  null,
                  null)),
          into((bench, out) -> new Softmax(bench.uniform(1, ROWS, WIDTH), out, null)),
          into((bench, out) ->
              new Activate(Activation.GELU_TANH, bench.uniform(1, ROWS, WIDTH), out)),
          new KernelCase(KernelCase::rotate),
          new KernelCase(bench -> {
            Tensor out = bench.zeros(5, WIDTH);
            Tensor table = bench.uniform(1, ROWS, WIDTH);
            return new Trial(
                new GatherRows(table, bench.integers(3, 0, 36, 3, 17), false, out), out);
          }),
          new KernelCase(bench -> {
            Tensor to = bench.zeros(ROWS, WIDTH);
            Tensor from = bench.uniform(1, 4, WIDTH);
            return new Trial(new ScatterRows(from, bench.integers(3, 0, 36, 17), to), to);
          }),
          new KernelCase(bench -> {
            Tensor out = bench.zeros(SPANS.count(), WIDTH);
            Tensor in = bench.uniform(1, ROWS, WIDTH);
            return new Trial(new PoolRows(Pooling.MEAN, in, SPANS, out), out);
          }),
          into((bench, out) -> new NormalizeRows(bench.uniform(1, ROWS, WIDTH), 1e-12f, out)),
          into((bench, out) ->
              new Combine(
                  0.5f, bench.uniform(1, ROWS, WIDTH), 2, bench.uniform(2, ROWS, WIDTH), out)),
          into((bench, out) ->
              new Multiply(bench.uniform(1, ROWS, WIDTH), bench.uniform(2, ROWS, WIDTH), out)),
          into((bench, out) ->
              new Copy(bench.uniform(1, ROWS, WIDTH + 9).slice(1, 3, WIDTH + 3), out)),
          into((bench, out) -> new Fill(out, 0.25f)),
          new KernelCase(bench -> {
            Tensor out = bench.zeros(DType.I32, ROWS);
            return new Trial(new ArgMaxRows(bench.uniform(1, ROWS, WIDTH), out), out);
          }),
          new KernelCase(bench -> {
            Tensor values = bench.zeros(ROWS, 5);
            Tensor columns = bench.zeros(DType.I32, ROWS, 5);
            return new Trial(
                new TopKRows(bench.uniform(1, ROWS, WIDTH), values, columns),
                List.of(values, columns));
          }));

  /** An op whose result is F32 [ROWS, WIDTH]. */
  private interface RowsOp {
    Op over(Workbench bench, Tensor out);
  }

  private static KernelCase into(RowsOp op) {
    return new KernelCase(bench -> {
      Tensor out = bench.zeros(ROWS, WIDTH);
      return new Trial(op.over(bench, out), out);
    });
  }

  /** An op over F32 in [rows, depth] whose result is F32 [rows, columns]. */
  private interface ProductOp {
    Op over(Workbench bench, Tensor in, int columns, Tensor out);
  }

  private static KernelCase product(ProductOp op) {
    List<Function<Workbench, Trial>> trials = new ArrayList<>();
    trials.add(product(op, ROWS, DEPTH, WIDTH));
    SHORT_ROWS.forEach(rows -> trials.add(product(op, rows, SHORT_DEPTH, SHORT_COLUMNS)));
    return new KernelCase(trials);
  }

  private static Function<Workbench, Trial> product(
      ProductOp op, int rows, int depth, int columns) {
    return bench -> {
      Tensor out = bench.zeros(rows, columns);
      return new Trial(op.over(bench, bench.uniform(1, rows, depth), columns, out), out);
    };
  }

  /** Causal, ragged, six query heads on two key heads. */
  private static Trial attention(Workbench bench) {
    Tensor out = bench.zeros(ROWS, 6, 20);
    Attention op =
        new Attention(
            bench.uniform(1, ROWS, 6, 20),
            bench.uniform(2, ROWS, 2, 20),
            bench.uniform(3, ROWS, 2, 20),
            SPANS,
            SPANS,
            Masking.CAUSAL,
            0.25f,
            0,
            out,
            null,
            null);
    return new Trial(op, out);
  }

  /** Partial: 8 pairs of a head of 20. */
  private static Trial rotate(Workbench bench) {
    Tensor out = bench.zeros(3, 2, 20);
    Rotate op =
        new Rotate(
            bench.uniform(1, 3, 2, 20),
            bench.uniform(2, 9, 8),
            bench.uniform(3, 9, 8),
            bench.integers(0, 8, 5),
            RotaryPairing.HALF_SPLIT,
            out);
    return new Trial(op, out);
  }
}
