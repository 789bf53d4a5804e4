package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;

import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rotary embedding: both pairings, whole and partial heads, positions in any order. */
public final class RotateCases {
  private static final int[][] HEADS = {
    {1, 2}, {1, 3}, {2, 8}, {3, 10}, {4, 16}, {2, 17}, {2, 30}, {5, 32}, {2, 34}, {3, 64}, {1, 66},
    {2, 128}
  };

  private RotateCases() {}

  public static List<Case> rotate() {
    List<Case> cases = new ArrayList<>();
    for (RotaryPairing pairing : RotaryPairing.values()) {
      String name = pairing.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      for (int c = 0; c < HEADS.length; c++) {
        int heads = HEADS[c][0];
        int size = HEADS[c][1];
        int rows = Sizes.ROWS[c % Sizes.ROWS.length];
        cases.add(rotate(name, pairing, rows, heads, size, size / 2));
        cases.add(rotate(name, pairing, rows, heads, size, size / 4));
      }
      cases.add(rotate(name, pairing, 3, 2, 8, 0));
      cases.add(rotate(name, pairing, 0, 2, 8, 4));
      cases.add(rotate(name, pairing, 1_501, 6, 50, 24));
      cases.add(
          made(
              name + ",special",
              data ->
                  new Rotate(
                      data.holding(Values.special(3, 2, 12)),
                      data.floats(4, 5),
                      data.floats(4, 5),
                      data.holding(HostTensor.ofInts(3, 0, 2)),
                      pairing,
                      data.output(3, 2, 12))));
      cases.add(
          made(
              name + ",NaN in rows of the tables that no position names",
              data -> {
                Tensor cosines = data.floats(4, 9);
                Tensor sines = data.floats(4, 9);
                Values.fillRow(data.held(cosines), 1, Float.NaN);
                Values.fillRow(data.held(sines), 3, Float.NaN);
                return new Rotate(
                    data.floats(3, 2, 20),
                    cosines,
                    sines,
                    data.holding(HostTensor.ofInts(2, 0, 2)),
                    pairing,
                    data.output(3, 2, 20));
              }));
    }
    return cases;
  }

  /** The cases of the op, turned the other way. */
  public static List<Case> gradient() {
    List<Case> cases = new ArrayList<>();
    for (Case one : rotate()) {
      Rotate op = (Rotate) one.op();
      RotateGradient gradient =
          new RotateGradient(
              op.in(), op.cosines(), op.sines(), op.positions(), op.pairing(), op.out());
      String what = one.name().substring(one.name().indexOf('[') + 1, one.name().length() - 1);
      cases.add(Case.of(gradient, one.data(), what));
    }
    return cases;
  }

  private static Case rotate(
      String name, RotaryPairing pairing, int rows, int heads, int size, int pairs) {
    return made(
        "%s,%dx%dx%d,%d pairs".formatted(name, rows, heads, size, pairs),
        data -> {
          HostTensor cosines = new HostTensor(DType.F32, 40, pairs);
          HostTensor sines = new HostTensor(DType.F32, 40, pairs);
          for (int e = 0; e < cosines.count(); e++) {
            int position = e / pairs;
            double angle = position * Math.pow(10_000, -(double) (e % pairs) / pairs);
            cosines.set(e, Math.cos(angle));
            sines.set(e, Math.sin(angle));
          }
          return new Rotate(
              data.floats(rows, heads, size),
              data.holding(cosines),
              data.holding(sines),
              data.indices(rows, 40),
              pairing,
              data.output(rows, heads, size));
        });
  }
}
