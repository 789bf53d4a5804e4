package dev.heed.testkit.cases;

import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.cases.AttentionSetting.Bias;
import dev.heed.testkit.cases.AttentionSetting.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The gradient of attention: fewer sizes than forward, and each feature. */
public final class AttentionGradientCases {
  private AttentionGradientCases() {}

  public static List<Case> attention() {
    List<Case> cases = new ArrayList<>();
    for (int[] heads : AttentionCases.HEADS) {
      AttentionSetting shared = AttentionSetting.of(5, 9).heads(heads[0], heads[1]);
      add(cases, shared.sizes(10, 10));
      add(cases, shared.sizes(16, 16).seeing(Visibility.CAUSAL));
    }
    for (int size : AttentionCases.SIZES) {
      add(cases, AttentionSetting.of(6, 11).heads(2, 1).sizes(size, size));
      Visibility window = new Visibility.Local(3, 2);
      add(cases, AttentionSetting.of(9, 1).heads(3, 1).sizes(12, size).seeing(window));
    }
    for (Visibility visibility : AttentionCases.VISIBILITIES) {
      for (int[] lengths : new int[][] {{1}, {33}, {3, 17, 1, 0}}) {
        add(cases, AttentionSetting.of(lengths).heads(2, 1).seeing(visibility));
      }
    }
    int place = 0;
    for (int[][] crossed : AttentionCases.CROSSED) {
      for (int n = 0; n < 3; n++) {
        Visibility visibility =
            AttentionCases.VISIBILITIES[place++ % AttentionCases.VISIBILITIES.length];
        AttentionSetting setting =
            AttentionSetting.of(crossed[0]).keys(crossed[1]).heads(4, 2).seeing(visibility);
        add(cases, n == 1 ? setting.spread(Spread.PADDED) : setting.sizes(6, 11));
      }
    }
    for (Bias bias : Bias.values()) {
      for (boolean alibi : new boolean[] {false, true}) {
        AttentionSetting added = AttentionSetting.of(4, 1, 19).heads(6, 2).adding(bias, alibi);
        add(cases, added);
        add(cases, added.seeing(Visibility.CAUSAL).cappedAt(1.5f).spread(Spread.PADDED));
        add(cases, added.seeing(new Visibility.Local(4, 1)).keys(9, 3, 40));
      }
    }
    for (float cap : new float[] {0.25f, 1, 30, 1000}) {
      add(cases, AttentionSetting.of(3, 20).heads(2, 2).cappedAt(cap));
    }
    addDropping(cases);
    add(cases, AttentionSetting.of().heads(2, 1));
    add(cases, AttentionSetting.of(0).heads(2, 1));
    add(cases, AttentionSetting.of(0, 3).keys(4, 0).heads(2, 1));
    add(cases, AttentionSetting.of(130, 50).heads(4, 2).sizes(32, 32).seeing(Visibility.CAUSAL));
    add(cases, AttentionSetting.of(257).heads(2, 2).sizes(16, 16));
    add(cases, AttentionSetting.of(1, 2).keys(513, 300).heads(4, 1).sizes(16, 16));
    for (int round = 0; round < 24; round++) {
      add(cases, AttentionCases.anything(new Data("attention gradient " + round)));
    }
    cases.add(notFinite("a NaN key", op -> op.attention().k(), Float.NaN));
    cases.add(notFinite("an infinite value", op -> op.attention().v(), Float.NEGATIVE_INFINITY));
    cases.add(
        notFinite("an infinite gradient", AttentionGradient::outGradient, Float.POSITIVE_INFINITY));
    return cases;
  }

  private static void addDropping(List<Case> cases) {
    for (float rate : new float[] {0.1f, 0.5f, 0.9f}) {
      Chance chance = new Chance(rate, 4711, (int) (rate * 100));
      add(cases, AttentionSetting.of(5, 9, 1).heads(2, 1).dropping(chance));
      AttentionSetting causal = AttentionSetting.of(33, 2).seeing(Visibility.CAUSAL).heads(4, 2);
      add(cases, causal.keys(40, 7).spread(Spread.PADDED).dropping(chance));
      add(cases, causal.adding(Bias.SHARED, false).cappedAt(1.5f).dropping(chance));
      add(cases, causal.adding(Bias.PER_HEAD, true).dropping(chance));
    }
    add(cases, AttentionSetting.of(70, 99).heads(2, 1).sizes(32, 20).dropping(new Chance(0.2f, 1)));
  }

  private static void add(List<Case> cases, AttentionSetting setting) {
    cases.add(Sizes.made(setting.toString(), setting::gradient));
  }

  /** Sequence 1 of three is spoilt, the others are not. */
  private static Case notFinite(
      String what, Function<AttentionGradient, Tensor> where, float value) {
    return Sizes.made(
        what + " shows in its own sequence alone",
        data -> {
          AttentionGradient op =
              AttentionSetting.of(5, 7, 6).heads(4, 2).adding(Bias.PER_HEAD, false).gradient(data);
          Tensor tensor = where.apply(op);
          data.held(tensor).set(8 * tensor.size(1) * tensor.size(2) + 5, value);
          return op;
        });
  }
}
