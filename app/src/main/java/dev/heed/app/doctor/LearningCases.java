package dev.heed.app.doctor;

import dev.heed.app.doctor.KernelCase.Trial;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/** The kernel families that learning takes beside those of the way forth. */
final class LearningCases {
  private static final int ROWS = 37;
  private static final int WIDTH = 51;
  private static final int HEADS = 6;
  private static final int HEAD_SIZE = 20;

  /** Sequences of different lengths, ROWS in all, one of a single row. */
  private static final SeqSpans SPANS = SeqSpans.packed(20, 1, 16);

  /** Losses, dropout, gradients, then steps of optimisers. */
  static final List<KernelCase> ALL =
      List.of(
          of(bench -> {
            Tensor losses = bench.zeros(ROWS);
            Tensor sums = bench.zeros(ROWS);
            return new Trial(
                new CrossEntropy(
                    rows(bench, 1), labels(bench), 0.1f, bench.uniform(2, WIDTH), losses, sums),
                List.of(losses, sums));
          }),
          of(bench -> {
            Tensor out = out(bench);
            return new Trial(
                new CrossEntropyGradient(
                    rows(bench, 1), labels(bench), 0.1f, null, bench.uniform(2, ROWS), out),
                out);
          }),
          of(bench -> {
            Tensor out = out(bench);
            return new Trial(new Dropout(new Chance(0.3f, 5, 7), rows(bench, 1), out), out);
          }),
          of(LearningCases::linear),
          of(LearningCases::attention),
          of(bench -> {
            Tensor gate = out(bench);
            Tensor up = out(bench);
            return new Trial(
                new GatedMlpGradient(
                    Activation.SILU, rows(bench, 1), rows(bench, 2), rows(bench, 3), gate, up),
                List.of(gate, up));
          }),
          of(LearningCases::norm),
          of(bench -> {
            Tensor in = out(bench);
            return new Trial(
                new ActivateGradient(Activation.GELU, rows(bench, 1), rows(bench, 2), in), in);
          }),
          of(bench -> {
            Tensor in = out(bench);
            return new Trial(new SoftmaxGradient(rows(bench, 1), rows(bench, 2), in), in);
          }),
          of(LearningCases::rotate),
          of(bench -> {
            Tensor in = out(bench);
            return new Trial(
                new PoolRowsGradient(
                    Pooling.MEAN, null, SPANS, bench.uniform(1, SPANS.count(), WIDTH), in),
                in);
          }),
          of(bench -> {
            Tensor in = out(bench);
            return new Trial(
                new NormalizeRowsGradient(rows(bench, 1), 1e-12f, rows(bench, 2), in), in);
          }),
          of(bench -> {
            Tensor to = bench.zeros(WIDTH, WIDTH);
            return new Trial(new ScatterAddRows(rows(bench, 1), labels(bench), to), to);
          }),
          of(bench -> {
            Tensor out = bench.zeros(WIDTH);
            return new Trial(new SumRows(rows(bench, 1), false, out), out);
          }),
          of(bench -> {
            Tensor out = bench.zeros(1);
            return new Trial(new SumSquares(rows(bench, 1), out), out);
          }),
          of(LearningCases::sgd),
          of(LearningCases::adam),
          of(bench -> {
            Tensor parameter = rows(bench, 1);
            Tensor sum = out(bench);
            return new Trial(
                new AdagradStep(parameter, rows(bench, 2), sum, 0.01f, 1e-8f, 0.01f, 0.5f),
                List.of(parameter, sum));
          }),
          of(LearningCases::rmsProp));

  private LearningCases() {}

  private static KernelCase of(Function<Workbench, Trial> trial) {
    return new KernelCase(List.of(trial));
  }

  private static Tensor rows(Workbench bench, long seed) {
    return bench.uniform(seed, ROWS, WIDTH);
  }

  private static Tensor out(Workbench bench) {
    return bench.zeros(ROWS, WIDTH);
  }

  private static Tensor labels(Workbench bench) {
    int[] labels = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i * 7 % WIDTH;
    }
    return bench.integers(labels);
  }

  private static Trial linear(Workbench bench) {
    int depth = 96;
    Tensor in = bench.zeros(ROWS, depth);
    Tensor weight = bench.zeros(WIDTH, depth);
    Tensor bias = bench.zeros(WIDTH);
    LinearGradient op =
        new LinearGradient(
            bench.uniform(1, ROWS, depth),
            bench.uniform(2, WIDTH, depth),
            rows(bench, 3),
            in,
            weight,
            bias);
    return new Trial(op, List.of(in, weight, bias));
  }

  /** Causal, ragged, six query heads on two key heads. */
  private static Trial attention(Workbench bench) {
    Tensor q = bench.zeros(ROWS, HEADS, HEAD_SIZE);
    Tensor k = bench.zeros(ROWS, 2, HEAD_SIZE);
    Tensor v = bench.zeros(ROWS, 2, HEAD_SIZE);
    Attention attention =
        new Attention(
            bench.uniform(1, ROWS, HEADS, HEAD_SIZE),
            bench.uniform(2, ROWS, 2, HEAD_SIZE),
            bench.uniform(3, ROWS, 2, HEAD_SIZE),
            SPANS,
            SPANS,
            Masking.CAUSAL,
            0.25f,
            0,
            bench.uniform(4, ROWS, HEADS, HEAD_SIZE),
            bench.uniform(5, HEADS, ROWS),
            null);
    AttentionGradient op =
        new AttentionGradient(attention, bench.uniform(6, ROWS, HEADS, HEAD_SIZE), q, k, v, null);
    return new Trial(op, List.of(q, k, v));
  }

  private static Trial norm(Workbench bench) {
    Tensor in = out(bench);
    Tensor weight = bench.zeros(WIDTH);
    Tensor bias = bench.zeros(WIDTH);
    NormGradient op =
        new NormGradient(
            NormKind.LAYER,
            rows(bench, 1),
            bench.uniform(2, WIDTH),
            1e-5f,
            rows(bench, 3),
            in,
            weight,
            bias);
    return new Trial(op, List.of(in, weight, bias));
  }

  /** Partial: 8 pairs of a head of 20. */
  private static Trial rotate(Workbench bench) {
    Tensor in = bench.zeros(3, 2, HEAD_SIZE);
    RotateGradient op =
        new RotateGradient(
            bench.uniform(1, 3, 2, HEAD_SIZE),
            bench.uniform(2, 9, 8),
            bench.uniform(3, 9, 8),
            bench.integers(0, 8, 5),
            RotaryPairing.HALF_SPLIT,
            in);
    return new Trial(op, in);
  }

  private static Trial sgd(Workbench bench) {
    Tensor parameter = rows(bench, 1);
    Tensor velocity = rows(bench, 3);
    SgdStep op =
        new SgdStep(parameter, rows(bench, 2), velocity, 0.1f, 0.9f, 0, true, false, 0.01f, 0.5f);
    return new Trial(op, List.of(parameter, velocity));
  }

  private static Trial adam(Workbench bench) {
    Tensor parameter = rows(bench, 1);
    Tensor first = out(bench);
    Tensor second = out(bench);
    AdamStep op =
        new AdamStep(
            parameter,
            rows(bench, 2),
            first,
            second,
            null,
            0.01f,
            0.9f,
            0.999f,
            1e-8f,
            0.01f,
            true,
            0.1f,
            0.001f,
            0.5f);
    return new Trial(op, List.of(parameter, first, second));
  }

  private static Trial rmsProp(Workbench bench) {
    Tensor parameter = rows(bench, 1);
    Tensor squares = out(bench);
    Tensor mean = out(bench);
    Tensor velocity = rows(bench, 3);
    RmsPropStep op =
        new RmsPropStep(
            parameter,
            rows(bench, 2),
            squares,
            mean,
            velocity,
            0.01f,
            0.9f,
            1e-8f,
            0.9f,
            0.01f,
            0.5f);
    return new Trial(op, List.of(parameter, squares, mean, velocity));
  }
}
