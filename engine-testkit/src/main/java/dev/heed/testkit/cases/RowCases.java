package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;
import static dev.heed.testkit.cases.Sizes.text;

import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Ops that gather, scatter, pool or choose rows and columns. */
public final class RowCases {
  private static final List<DType> STORED = List.of(DType.F32, DType.F16, DType.BF16);

  private RowCases() {}

  public static List<Case> gather() {
    List<Case> cases = new ArrayList<>();
    for (DType stored : STORED) {
      for (int w = 0; w < Sizes.WIDTHS.length; w++) {
        int width = Sizes.WIDTHS[w];
        int rows = Sizes.ROWS[w * 3 % Sizes.ROWS.length];
        boolean accumulate = w % 3 == 0;
        cases.add(
            made(
                "%s,%d of 11x%d%s".formatted(stored, rows, width, accumulate ? ",added" : ""),
                data ->
                    new GatherRows(
                        data.floating(stored, 11, width),
                        data.indices(rows, 11),
                        accumulate,
                        accumulate ? data.floats(rows, width) : data.output(rows, width))));
      }
      cases.add(
          made(
              stored + ",only the last row",
              data ->
                  new GatherRows(
                      data.floating(stored, 5, 19),
                      data.holding(HostTensor.ofInts(4, 4, 4)),
                      false,
                      data.output(3, 19))));
      cases.add(
          made(
              stored + ",no rows",
              data ->
                  new GatherRows(
                      data.floating(stored, 5, 19),
                      data.holding(new HostTensor(DType.I32, 0)),
                      false,
                      data.output(0, 19))));
    }
    for (DType stored : List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1)) {
      for (int blocks : new int[] {1, 2, 3, 18}) {
        int width = stored.blockElements() * blocks;
        boolean accumulate = blocks == 2;
        cases.add(
            made(
                "%s,9 of 11x%d%s".formatted(stored, width, accumulate ? ",added" : ""),
                data ->
                    new GatherRows(
                        data.stored(stored, 11, width),
                        data.indices(9, 11),
                        accumulate,
                        accumulate ? data.floats(9, width) : data.output(9, width))));
      }
    }
    cases.add(
        made(
            "NaN in rows that are not asked for",
            data -> {
              Tensor table = data.floats(4, 21);
              Values.fillRow(data.held(table), 1, Float.NaN);
              Values.fillRow(data.held(table), 3, Float.NaN);
              Tensor indices = data.holding(HostTensor.ofInts(2, 0, 0, 2, 2));
              return new GatherRows(table, indices, false, data.output(5, 21));
            }));
    int count = Sizes.SHARED[0];
    int width = Sizes.SHARED[1];
    cases.add(
        made(
            "%d of 50x%d,added".formatted(count, width),
            data ->
                new GatherRows(
                    data.floats(50, width),
                    data.indices(count, 50),
                    true,
                    data.floats(Sizes.SHARED))));
    cases.add(
        made(
            "BF16,%d of 50x%d".formatted(count, width),
            data ->
                new GatherRows(
                    data.floating(DType.BF16, 50, width),
                    data.indices(count, 50),
                    false,
                    data.output(Sizes.SHARED))));
    return cases;
  }

  public static List<Case> scatter() {
    List<Case> cases = new ArrayList<>();
    for (DType stored : STORED) {
      for (int w = 0; w < Sizes.WIDTHS.length; w += 2) {
        int width = Sizes.WIDTHS[w];
        int rows = Sizes.ROWS[w % Sizes.ROWS.length];
        cases.add(
            made(
                "%s,%d to 23x%d".formatted(stored, rows, width),
                data ->
                    new ScatterRows(
                        data.floats(rows, width),
                        different(data, rows, 23),
                        data.floating(stored, 23, width))));
      }
      cases.add(
          made(
              stored + ",special",
              data ->
                  new ScatterRows(
                      data.holding(Values.special(4, 65)),
                      different(data, 4, 4),
                      data.floating(stored, 4, 65))));
      cases.add(
          made(
              stored + ",no rows",
              data ->
                  new ScatterRows(
                      data.floats(0, 9),
                      data.holding(new HostTensor(DType.I32, 0)),
                      data.floating(stored, 3, 9))));
    }
    int count = Sizes.SHARED[0];
    cases.add(
        made(
            "%d to %dx%d".formatted(count, count + 7, Sizes.SHARED[1]),
            data ->
                new ScatterRows(
                    data.floats(Sizes.SHARED),
                    different(data, count, count + 7),
                    data.floats(count + 7, Sizes.SHARED[1]))));
    return cases;
  }

  public static List<Case> pool() {
    List<Case> cases = new ArrayList<>();
    for (Pooling pooling : Pooling.values()) {
      String name = pooling.name().toLowerCase(Locale.ROOT);
      for (int width : new int[] {1, 7, 16, 17, 33, 64, 129}) {
        cases.add(
            made(
                name + ",1 2 17 5 64 wide " + width,
                data ->
                    new PoolRows(
                        pooling,
                        data.floats(89, width),
                        SeqSpans.packed(1, 2, 17, 5, 64),
                        data.output(5, width))));
      }
      cases.add(
          made(
              name + ",padded with NaN",
              data -> {
                SeqSpans spans = SeqSpans.of(new int[] {10, 1, 21}, new int[] {7, 5, 1});
                Tensor in = data.floats(24, 37);
                AttentionCases.fillOutside(data, in, spans, Float.NaN);
                return new PoolRows(pooling, in, spans, data.output(3, 37));
              }));
      cases.add(
          made(
              name + ",spans that share rows",
              data ->
                  new PoolRows(
                      pooling,
                      data.floats(9, 20),
                      SeqSpans.of(new int[] {0, 0, 4}, new int[] {9, 3, 5}),
                      data.output(3, 20))));
      cases.add(
          made(
              name + ",special",
              data ->
                  new PoolRows(
                      pooling,
                      data.holding(Values.special(8, 33)),
                      SeqSpans.packed(2, 6),
                      data.output(2, 33))));
      cases.add(
          made(
              name + ",no sequences",
              data ->
                  new PoolRows(pooling, data.floats(3, 5), SeqSpans.packed(), data.output(0, 5))));
      cases.add(
          made(
              name + ",all below 0",
              data ->
                  new PoolRows(
                      pooling,
                      data.between(-3, -2, 12, 18),
                      SeqSpans.packed(5, 7),
                      data.output(2, 18))));
    }
    int[] lengths = new int[Sizes.SHARED[0] / 10];
    Arrays.setAll(lengths, s -> 1 + s % 19);
    SeqSpans spans = SeqSpans.packed(lengths);
    int width = Sizes.SHARED[1];
    cases.add(
        made(
            "mean,%d sequences of %dx%d".formatted(spans.count(), spans.total(), width),
            data ->
                new PoolRows(
                    Pooling.MEAN,
                    data.floats(spans.total(), width),
                    spans,
                    data.output(spans.count(), width))));
    return cases;
  }

  public static List<Case> argMax() {
    List<Case> cases = new ArrayList<>();
    for (int w = 0; w < Sizes.WIDTHS.length; w++) {
      int width = Sizes.WIDTHS[w];
      int rows = Sizes.ROWS[w * 5 % Sizes.ROWS.length];
      cases.add(
          made(
              rows + "x" + width,
              data -> new ArgMaxRows(data.floats(rows, width), data.output(DType.I32, rows))));
      cases.add(
          made(
              rows + "x" + width + ",many equals",
              data ->
                  new ArgMaxRows(
                      data.holding(coarse(data, rows, width)), data.output(DType.I32, rows))));
    }
    cases.add(made("19", data -> new ArgMaxRows(data.floats(19), data.output(DType.I32, 1))));
    cases.add(
        made(
            "2x3x40", data -> new ArgMaxRows(data.floats(2, 3, 40), data.output(DType.I32, 2, 3))));
    cases.add(
        made(
            text(Sizes.SHARED),
            data ->
                new ArgMaxRows(
                    data.floats(Sizes.SHARED), data.output(DType.I32, Sizes.SHARED[0]))));
    cases.add(made("0x4", data -> new ArgMaxRows(data.floats(0, 4), data.output(DType.I32, 0))));
    cases.add(
        made(
            "special",
            data -> new ArgMaxRows(data.holding(extremes()), data.output(DType.I32, 8))));
    return cases;
  }

  public static List<Case> topK() {
    List<Case> cases = new ArrayList<>();
    for (int w = 0; w < Sizes.WIDTHS.length; w++) {
      int width = Sizes.WIDTHS[w];
      int rows = Sizes.ROWS[w * 5 % Sizes.ROWS.length];
      int k = 1 + w * 7 % width;
      cases.add(topK(rows + "x" + width + ",k=" + k, rows, width, k, false));
      cases.add(topK(rows + "x" + width + ",k=" + k + ",many equals", rows, width, k, true));
    }
    cases.add(topK("4x40,k=40", 4, 40, 40, false));
    cases.add(topK("4x1000,k=50", 4, 1000, 50, true));
    cases.add(topK(text(Sizes.SHARED) + ",k=5", Sizes.SHARED[0], Sizes.SHARED[1], 5, false));
    cases.add(topK("0x9,k=2", 0, 9, 2, false));
    cases.add(
        made(
            "special",
            data ->
                new TopKRows(
                    data.holding(extremes()), data.output(8, 6), data.output(DType.I32, 8, 6))));
    return cases;
  }

  private static Case topK(String what, int rows, int width, int k, boolean equals) {
    return made(
        what,
        data ->
            new TopKRows(
                equals ? data.holding(coarse(data, rows, width)) : data.floats(rows, width),
                data.output(rows, k),
                data.output(DType.I32, rows, k)));
  }

  /** Whole numbers from −1 to 1, zeros of both signs: nearly all are equal to some other. */
  private static HostTensor coarse(Data data, int rows, int width) {
    HostTensor values = new HostTensor(DType.F32, rows, width);
    for (int e = 0; e < values.count(); e++) {
      int value = data.number(4);
      values.set(e, value == 3 ? -0.0 : value - 1);
    }
    return values;
  }

  /** Rows with NaN first, last and twice; all −∞; all NaN; +∞ beside NaN; equals everywhere. */
  private static HostTensor extremes() {
    HostTensor values = new HostTensor(DType.F32, 8, 37);
    for (int e = 0; e < values.count(); e++) {
      values.set(e, Math.sin(e));
    }
    Values.fillRow(values, 0, Float.NEGATIVE_INFINITY);
    Values.fillRow(values, 1, Float.NaN);
    Values.fillRow(values, 2, 0.25);
    values.set(3 * 37, Float.NaN);
    values.set(4 * 37 + 36, Float.NaN);
    values.set(5 * 37 + 20, Float.NaN);
    values.set(5 * 37 + 9, Float.NaN);
    values.set(5 * 37 + 3, Float.POSITIVE_INFINITY);
    values.set(6 * 37 + 30, Float.POSITIVE_INFINITY);
    values.set(6 * 37 + 31, Float.POSITIVE_INFINITY);
    return values;
  }

  /** I32 [count], all different, at least 0 and below the bound. */
  private static Tensor different(Data data, int count, int bound) {
    int[] all = new int[bound];
    Arrays.setAll(all, e -> e);
    for (int e = bound - 1; e > 0; e--) {
      int other = data.number(e + 1);
      int kept = all[e];
      all[e] = all[other];
      all[other] = kept;
    }
    return data.holding(HostTensor.ofInts(Arrays.copyOf(all, count)));
  }
}
