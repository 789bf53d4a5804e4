package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;
import static dev.heed.testkit.cases.Sizes.text;

import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Gradients of gathered and pooled rows, and sums. */
public final class RowGradientCases {
  private RowGradientCases() {}

  public static List<Case> pool() {
    List<Case> cases = new ArrayList<>();
    for (Pooling pooling : Pooling.values()) {
      String name = pooling.name().toLowerCase(Locale.ROOT);
      SeqSpans packed = SeqSpans.packed(1, 2, 17, 5, 64);
      for (int width : new int[] {1, 7, 16, 17, 33, 64, 129}) {
        cases.add(pool(name + ",packed,wide " + width, pooling, packed, 89, width));
      }
      SeqSpans padded = SeqSpans.of(new int[] {10, 1, 21}, new int[] {7, 5, 1});
      cases.add(
          made(
              name + ",padded with NaN",
              data -> {
                Tensor in = data.floats(24, 37);
                AttentionCases.fillOutside(data, in, padded, Float.NaN);
                return pool(data, pooling, in, padded);
              }));
      cases.add(pool(name + ",no sequences", pooling, SeqSpans.packed(), 3, 5));
      cases.add(
          made(
              name + ",special",
              data -> {
                Tensor outGradient = data.holding(Values.special(2, 33));
                return new PoolRowsGradient(
                    pooling,
                    data.holding(Values.special(8, 33)),
                    SeqSpans.packed(2, 6),
                    outGradient,
                    data.output(8, 33));
              }));
    }
    cases.add(
        made(
            "max,equals and NaN",
            data -> {
              HostTensor in = new HostTensor(DType.F32, 12, 19);
              for (int e = 0; e < in.count(); e++) {
                int value = data.number(4);
                in.set(e, value == 3 ? -0.0 : value - 1);
              }
              in.set(5 * 19 + 3, Float.NaN);
              in.set(7 * 19 + 3, Float.NaN);
              in.set(8 * 19 + 4, Float.POSITIVE_INFINITY);
              in.set(9 * 19 + 4, Float.POSITIVE_INFINITY);
              in.set(4, Float.NEGATIVE_INFINITY);
              return pool(data, Pooling.MAX, data.holding(in), SeqSpans.packed(3, 9));
            }));
    int[] lengths = new int[Sizes.SHARED[0] / 10];
    Arrays.setAll(lengths, s -> 1 + s % 19);
    SeqSpans many = SeqSpans.packed(lengths);
    cases.add(pool("mean,shared", Pooling.MEAN, many, many.total(), Sizes.SHARED[1]));
    return cases;
  }

  private static Case pool(String what, Pooling pooling, SeqSpans spans, int rows, int width) {
    return made(what, data -> pool(data, pooling, data.floats(rows, width), spans));
  }

  /** Only MAX needs to be told what was pooled. */
  private static PoolRowsGradient pool(Data data, Pooling pooling, Tensor in, SeqSpans spans) {
    @Nullable Tensor needed = pooling == Pooling.MAX ? in : null;
    return new PoolRowsGradient(
        pooling,
        needed,
        spans,
        data.floats(spans.count(), in.width()),
        data.output(in.size(0), in.width()));
  }

  public static List<Case> scatterAdd() {
    List<Case> cases = new ArrayList<>();
    for (int w = 0; w < Sizes.WIDTHS.length; w++) {
      int width = Sizes.WIDTHS[w];
      int rows = Sizes.ROWS[w * 3 % Sizes.ROWS.length];
      cases.add(scatterAdd("sizes", rows, 11, width));
    }
    cases.add(scatterAdd("often the same", 300, 2, 17));
    cases.add(scatterAdd("one entry", 40, 1, 33));
    cases.add(scatterAdd("seldom the same", 30, 2000, 20));
    cases.add(scatterAdd("no rows", 0, 5, 19));
    cases.add(scatterAdd("no width", 4, 5, 0));
    cases.add(scatterAdd("shared", 1501, 200, 301));
    cases.add(
        made(
            "special",
            data ->
                new ScatterAddRows(
                    data.holding(Values.special(4, 65)),
                    data.holding(HostTensor.ofInts(5, 0, 3, 1)),
                    data.floats(6, 65))));
    cases.add(
        made(
            "NaN in entries that no index names",
            data -> {
              Tensor to = data.floats(5, 21);
              Values.fillRow(data.held(to), 1, Float.NaN);
              return new ScatterAddRows(
                  data.floats(3, 21), data.holding(HostTensor.ofInts(0, 4, 0)), to);
            }));
    return cases;
  }

  private static Case scatterAdd(String what, int rows, int entries, int width) {
    return made(
        "%s,%d to %dx%d".formatted(what, rows, entries, width),
        data ->
            new ScatterAddRows(
                data.floats(rows, width),
                data.indices(rows, entries),
                data.floats(entries, width)));
  }

  public static List<Case> sumRows() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : Sizes.shapes()) {
      cases.add(sumRows("sizes", cases.size() % 2 == 0, -1, 1, shape));
    }
    cases.add(sumRows("many", true, -1, 1, 4000, 5));
    cases.add(sumRows("many", false, -1, 1, 3001, 1));
    cases.add(sumRows("positive", false, 0.5, 1, 700, 33));
    cases.add(sumRows("shared", true, -1, 1, Sizes.SHARED));
    cases.add(sumRows("no rows", true, -1, 1, 0, 8));
    cases.add(sumRows("no rows", false, -1, 1, 0, 8));
    cases.add(
        made(
            "NaN and infinity",
            data -> {
              Tensor in = data.floats(9, 35);
              data.held(in).set(4 * 35 + 2, Float.NaN);
              data.held(in).set(35 + 20, Float.POSITIVE_INFINITY);
              return new SumRows(in, false, data.output(35));
            }));
    cases.add(
        made(
            "NaN was there",
            data -> {
              Tensor out = data.floats(20);
              data.held(out).set(3, Float.NaN);
              return new SumRows(data.floats(6, 20), true, out);
            }));
    return cases;
  }

  private static Case sumRows(
      String what, boolean accumulate, double low, double high, int... shape) {
    int width = shape[shape.length - 1];
    return made(
        "%s,%s%s".formatted(what, text(shape), accumulate ? ",added" : ""),
        data ->
            new SumRows(
                data.between(low, high, shape),
                accumulate,
                accumulate ? data.floats(width) : data.output(width)));
  }

  public static List<Case> sumSquares() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : Sizes.shapes()) {
      cases.add(sumSquares(text(shape), -1, 1, shape));
    }
    cases.add(sumSquares("shared", -1, 1, Sizes.SHARED));
    cases.add(sumSquares("great", 900, 1000, 30, 70));
    cases.add(sumSquares("small", -1e-6, 1e-6, 30, 70));
    for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      cases.add(
          made(
              "with " + value,
              data -> {
                Tensor in = data.floats(7, 33);
                data.held(in).set(100, value);
                return new SumSquares(in, data.output(1));
              }));
    }
    return cases;
  }

  private static Case sumSquares(String what, double low, double high, int... shape) {
    return made(what, data -> new SumSquares(data.between(low, high, shape), data.output(1)));
  }
}
