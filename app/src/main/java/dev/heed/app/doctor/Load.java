package dev.heed.app.doctor;

import dev.heed.engine.Compute;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/**
 * An op that bounds the speed of a model.
 *
 * @param name for reports
 * @param operations multiplications and additions
 * @param floor the least share of the multiply–add ceiling that a sound kernel reaches on one
 *     thread; one that keeps a number in memory instead of a register reaches about half
 * @param op over tensors of a bench
 */
record Load(String name, double operations, double floor, Function<Workbench, Op> op) {
  /** Large enough to be worth splitting among many threads. */
  static final Load PRODUCTS = product("matrix products", 256, 768, 3072, 0);

  /**
   * Those whose inner loops differ, each some 0.02 to 2 ms long: shorter than the time that the
   * system lets a thread run, so that some runs are whole on a busy machine too. Sound kernels with
   * vectors of 512 and of 256 bits reached 0.71 to 0.81, 0.60 to 0.78 (in fast arithmetic 0.44 to
   * 0.57) and 0.37 to 0.45 on a Xeon of the Sapphire Rapids generation; products that C2 had
   * spilled up to 0.55.
   */
  static List<Load> loops(Compute compute) {
    return List.of(
        product("products of 256 rows", 256, 384, 384, 0.55),
        product("products of 12 rows", 12, 384, 384, compute == Compute.FAST ? 0.31 : 0.42),
        attention(256, 12, 32, 0.27));
  }

  /** How fast it runs at best on a bench, in operations a second. */
  double perSecond(Workbench bench, Runnable each) {
    return operations / new Stopwatch(bench, each).best(List.of(op.apply(bench)));
  }

  private static Load product(String name, int rows, int in, int out, double floor) {
    return new Load(
        name,
        2.0 * rows * in * out,
        floor,
        bench ->
            new PackedLinear(
                bench.uniform(1, rows, in),
                bench.packed(2, out, in),
                null,
                Activation.IDENTITY,
                bench.zeros(rows, out)));
  }

  private static Load attention(int tokens, int heads, int size, double floor) {
    SeqSpans spans = SeqSpans.packed(tokens);
    return new Load(
        "attention",
        4.0 * tokens * tokens * heads * size,
        floor,
        bench -> {
          Tensor out = bench.zeros(tokens, heads, size);
          return new Attention(
              bench.uniform(1, tokens, heads, size),
              bench.uniform(2, tokens, heads, size),
              bench.uniform(3, tokens, heads, size),
              spans,
              spans,
              Masking.NONE,
              0.25f,
              0,
              out,
              null,
              null);
        });
  }
}
