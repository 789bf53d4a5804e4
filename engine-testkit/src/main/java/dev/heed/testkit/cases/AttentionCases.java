package dev.heed.testkit.cases;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.cases.AttentionSetting.Bias;
import dev.heed.testkit.cases.AttentionSetting.Spread;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Attention: each feature alone at awkward sizes, then everything at once at random. */
public final class AttentionCases {
  static final int[][] HEADS = {
    {1, 1}, {2, 1}, {2, 2}, {3, 3}, {4, 2}, {6, 2}, {6, 1}, {6, 3}, {8, 8}, {12, 4}
  };

  /** Query heads and the key heads that they share: groups of 1, 3, 4 and 8. */
  private static final int[][] GROUPS = {{3, 3}, {9, 3}, {8, 2}, {8, 1}};

  static final int[] SIZES = {1, 2, 3, 4, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 64, 65, 128};
  private static final int[][] LENGTHS = {
    {1}, {2}, {7}, {16}, {17}, {33}, {64}, {65}, {1, 17, 64}, {3, 5, 1, 2}, {31, 32, 33}, {0, 4, 0}
  };
  private static final List<Bias> BIASES = List.of(Bias.values());
  static final Visibility[] VISIBILITIES = {
    Visibility.ALL,
    Visibility.CAUSAL,
    new Visibility.Local(0, 0),
    new Visibility.Local(3, 0),
    new Visibility.Local(2, 3),
    new Visibility.Local(0, 5),
    new Visibility.Local(16, 16),
    new Visibility.Local(1000, 1000),
    new Visibility.Local(Integer.MAX_VALUE, 0)
  };

  /** Lengths of queries and of keys: cached pasts, crossing, more queries than keys, and none. */
  static final int[][][] CROSSED = {
    {{1}, {1}},
    {{1}, {64}},
    {{1, 1, 1}, {5, 130, 17}},
    {{4}, {20}},
    {{17, 1, 3}, {33, 9, 3}},
    {{9}, {4}},
    {{33, 2}, {16, 1}},
    {{5, 3}, {0, 3}},
    {{0, 3}, {7, 7}},
    {{65}, {129}},
    {{2}, {300}}
  };

  private AttentionCases() {}

  public static List<Case> attention() {
    List<Case> cases = new ArrayList<>();
    for (int[] heads : HEADS) {
      add(cases, AttentionSetting.of(5, 9).heads(heads[0], heads[1]).sizes(10, 10));
      add(
          cases,
          AttentionSetting.of(18)
              .heads(heads[0], heads[1])
              .sizes(16, 16)
              .seeing(Visibility.CAUSAL)
              .returning(true, true));
    }
    for (int size : SIZES) {
      add(cases, AttentionSetting.of(6, 19).heads(2, 1).sizes(size, size));
      add(cases, AttentionSetting.of(11).heads(2, 2).sizes(size, 20).returning(true, false));
      add(cases, AttentionSetting.of(9, 1).heads(3, 1).sizes(12, size).seeing(Visibility.CAUSAL));
    }
    for (Visibility visibility : VISIBILITIES) {
      for (int[] lengths : LENGTHS) {
        add(
            cases,
            AttentionSetting.of(lengths).heads(2, 1).seeing(visibility).returning(true, false));
      }
      for (int[][] crossed : CROSSED) {
        AttentionSetting setting =
            AttentionSetting.of(crossed[0]).keys(crossed[1]).heads(4, 2).seeing(visibility);
        add(cases, setting.sizes(6, 11).returning(true, true));
        add(cases, setting.spread(Spread.PADDED));
      }
    }
    for (Bias bias : Bias.values()) {
      for (boolean alibi : new boolean[] {false, true}) {
        AttentionSetting added = AttentionSetting.of(4, 1, 19).heads(6, 2).adding(bias, alibi);
        add(cases, added.returning(true, true));
        add(cases, added.seeing(Visibility.CAUSAL).cappedAt(1.5f));
        add(cases, added.seeing(new Visibility.Local(4, 1)).keys(9, 3, 40));
      }
    }
    for (float cap : new float[] {0.25f, 1, 30, 1000}) {
      add(cases, AttentionSetting.of(3, 20).heads(2, 2).cappedAt(cap).returning(true, true));
    }
    add(cases, AttentionSetting.of().heads(2, 1));
    add(cases, AttentionSetting.of(0).heads(2, 1).returning(true, true));
    add(cases, AttentionSetting.of(200).heads(3, 1).sizes(32, 32).seeing(Visibility.CAUSAL));
    add(cases, AttentionSetting.of(257, 70).heads(2, 2).sizes(16, 16));
    add(cases, AttentionSetting.of(1, 1).keys(700, 513).heads(4, 1).sizes(16, 16));
    for (int round = 0; round < 120; round++) {
      add(cases, anything(new Data("attention " + round)));
    }
    for (DType stored : new DType[] {DType.F32, DType.F16, DType.BF16}) {
      addCached(cases, stored);
    }
    addDropping(cases);
    cases.add(made("a NaN key and an infinite value, causal", Visibility.CAUSAL));
    cases.add(made("a NaN key and an infinite value, local", new Visibility.Local(2, 1)));
    cases.add(made("a NaN key and an infinite value", Visibility.ALL));
    cases.add(minusInfinityOverNaN());
    cases.add(nothingButMinusInfinity("all", Visibility.ALL));
    cases.add(nothingButMinusInfinity("causal", Visibility.CAUSAL));
    cases.add(nothingButMinusInfinity("local", new Visibility.Local(2, 1)));
    cases.add(sharedKeys(DType.F32));
    cases.add(keysAreValues());
    return cases;
  }

  /** The weights that are returned, and the log-sum-exp, know nothing of what is dropped. */
  private static void addDropping(List<Case> cases) {
    for (float rate : new float[] {0, 0.1f, 0.5f, 0.9f}) {
      Chance chance = new Chance(rate, 77, (int) (rate * 1000));
      add(cases, AttentionSetting.of(5, 9, 1).heads(2, 1).dropping(chance));
      AttentionSetting causal = AttentionSetting.of(33, 2).seeing(Visibility.CAUSAL).heads(4, 2);
      add(cases, causal.returning(true, false).dropping(chance));
      add(cases, causal.keys(40, 7).spread(Spread.PADDED).dropping(chance));
      add(cases, causal.adding(Bias.MASKING, true).cappedAt(1.5f).dropping(chance));
      add(cases, AttentionSetting.of(4, 0, 19).heads(3, 3).returning(true, true).dropping(chance));
    }
    Chance last = new Chance(0.3f, -5);
    add(cases, AttentionSetting.of(9).keys(4).seeing(Visibility.CAUSAL).dropping(last));
    add(cases, AttentionSetting.of(70, 130).heads(2, 1).sizes(32, 20).dropping(last));
    add(cases, AttentionSetting.of(65).seeing(new Visibility.Local(16, 16)).dropping(last));
    add(cases, AttentionSetting.of(1).keys(300).heads(4, 4).sizes(16, 16).dropping(last));
  }

  /** Steps of a decoder over a cache: its spans lie apart and among rows that no query sees. */
  private static void addCached(List<Case> cases, DType stored) {
    for (int[] heads : GROUPS) {
      AttentionSetting cached =
          AttentionSetting.of(1, 1, 1, 1)
              .keys(5, 290, 33, 1)
              .heads(heads[0], heads[1])
              .sizes(64, 64)
              .spread(Spread.PADDED)
              .storedAs(stored);
      add(cases, cached.seeing(Visibility.CAUSAL));
      add(cases, cached.seeing(new Visibility.Local(20, 0)).sizes(24, 40));
      add(cases, cached.seeing(Visibility.CAUSAL).sizes(7, 10).cappedAt(1.5f));
    }
    AttentionSetting chunk =
        AttentionSetting.of(20, 1, 7)
            .keys(70, 40, 7)
            .heads(4, 2)
            .sizes(33, 18)
            .seeing(Visibility.CAUSAL)
            .spread(Spread.PADDED)
            .storedAs(stored);
    add(cases, chunk.returning(true, true));
    add(cases, chunk.adding(Bias.PER_HEAD, true).returning(true, false));
    add(cases, chunk.adding(Bias.MASKING, false).cappedAt(30));
    add(cases, chunk.seeing(new Visibility.Local(11, 0)).returning(false, true));
    add(cases, chunk.seeing(new Visibility.Local(3, 4)).sizes(80, 3));
    if (stored != DType.F32) {
      for (int round = 0; round < 24; round++) {
        add(cases, anything(new Data("cache " + stored + " " + round)).storedAs(stored));
      }
      cases.add(everyExponent(stored));
      cases.add(sharedKeys(stored));
    }
  }

  /**
   * Keys and values of every finite exponent that the type has, subnormal ones too. Each query sees
   * one key, so that its output is the value, and its log-sum-exp one element of the key.
   */
  private static Case everyExponent(DType stored) {
    int exponents = stored == DType.F16 ? 31 : 255;
    int fractionBits = stored == DType.F16 ? 10 : 7;
    return Sizes.made(
        "special values of every exponent," + stored,
        data -> {
          AttentionSetting setting =
              AttentionSetting.of(2 * exponents)
                  .heads(2, 1)
                  .sizes(20, 20)
                  .seeing(new Visibility.Local(0, 0))
                  .returning(true, false)
                  .storedAs(stored);
          Attention op = setting.make(data);
          HostTensor k = data.held(op.k());
          HostTensor v = data.held(op.v());
          for (int e = 0; e < k.count(); e++) {
            int row = e / 20;
            int signAndExponent = (row & 1) << 15 | (row / 2) << fractionBits;
            k.setBits(e, signAndExponent | 3 * (e % 20));
            v.setBits(e, signAndExponent | 6 * (e % 20));
          }
          HostTensor q = data.held(op.q());
          for (int e = 0; e < q.count(); e++) {
            q.set(e, e % 20 == 3 ? 1 : 0);
          }
          return op;
        });
  }

  /** Every feature drawn at once. */
  static AttentionSetting anything(Data draw) {
    int[] heads = HEADS[draw.number(HEADS.length)];
    int sequences = 1 + draw.number(4);
    int[] queries = new int[sequences];
    int[] keys = new int[sequences];
    for (int s = 0; s < sequences; s++) {
      queries[s] = draw.oneIn(3) ? 1 : draw.number(40);
      keys[s] =
          switch (draw.number(3)) {
            case 0 -> queries[s];
            case 1 -> queries[s] + draw.number(70);
            default -> draw.number(60);
          };
    }
    return AttentionSetting.of(queries)
        .keys(keys)
        .heads(heads[0], heads[1])
        .sizes(SIZES[draw.number(SIZES.length)], SIZES[draw.number(SIZES.length)])
        .seeing(VISIBILITIES[draw.number(VISIBILITIES.length)])
        .spread(draw.oneIn(2) ? Spread.PADDED : Spread.PACKED)
        .adding(BIASES.get(draw.number(BIASES.size())), draw.oneIn(3))
        .cappedAt(draw.oneIn(3) ? 2.5f : 0)
        .returning(draw.oneIn(2), draw.oneIn(3));
  }

  private static void add(List<Case> cases, AttentionSetting setting) {
    cases.add(Sizes.made(setting.toString(), setting::make));
  }

  /** Key 6 is NaN and value 3 infinite: only the queries that see them show it. */
  private static Case made(String what, Visibility visibility) {
    return Sizes.made(
        what,
        data -> {
          AttentionSetting setting =
              AttentionSetting.of(11)
                  .heads(4, 2)
                  .sizes(9, 13)
                  .seeing(visibility)
                  .returning(true, true);
          Attention op = setting.make(data);
          HostTensor k = data.held(op.k());
          HostTensor v = data.held(op.v());
          k.set((6 * 2 + 1) * 9 + 8, Float.NaN);
          v.set(3 * 2 * 13 + 12, Float.POSITIVE_INFINITY);
          return op;
        });
  }

  /** A bias of −∞ only gives its key the weight 0: the value takes part, and 0 · NaN is NaN. */
  private static Case minusInfinityOverNaN() {
    return Sizes.made(
        "a bias of -infinity over a NaN value",
        data -> {
          AttentionSetting setting =
              AttentionSetting.of(6).heads(2, 1).adding(Bias.PER_HEAD, false).returning(true, true);
          Attention op = setting.make(data);
          HostTensor bias = data.held(Objects.requireNonNull(op.masking().bias()));
          for (int h = 0; h < 2; h++) {
            bias.set(h * 36 + 2 * 6 + 4, Float.NEGATIVE_INFINITY);
          }
          data.held(op.v()).set(4 * 8 + 5, Float.NaN);
          return op;
        });
  }

  /**
   * Queries 1 and 4 meet −∞ alone: their rows are 0 whatever the values are, unlike those beside.
   */
  private static Case nothingButMinusInfinity(String what, Visibility visibility) {
    return Sizes.made(
        "every score -infinity over NaN and infinite values, " + what,
        data -> {
          Attention op =
              AttentionSetting.of(6)
                  .heads(4, 2)
                  .seeing(visibility)
                  .adding(Bias.PER_HEAD, false)
                  .returning(true, true)
                  .make(data);
          HostTensor bias = data.held(Objects.requireNonNull(op.masking().bias()));
          for (int e = 0; e < bias.count(); e++) {
            int query = e / 6 % 6;
            if (query == 1 || query == 4) {
              bias.set(e, Float.NEGATIVE_INFINITY);
            }
          }
          HostTensor v = data.held(op.v());
          v.set(5, Float.NaN);
          v.set(16 + 8, Float.NEGATIVE_INFINITY);
          v.set(3 * 16 + 2, Float.POSITIVE_INFINITY);
          return op;
        });
  }

  /** Two sequences of queries over overlapping spans of keys: a shared prefix. */
  private static Case sharedKeys(DType stored) {
    return Sizes.made(
        "two sequences over shared keys" + (stored == DType.F32 ? "" : "," + stored),
        data ->
            Attention.of(
                data.floats(7, 2, 8),
                data.floating(stored, 20, 1, 8),
                data.floating(stored, 20, 1, 8),
                SeqSpans.packed(3, 4),
                SeqSpans.of(new int[] {0, 4}, new int[] {16, 16}),
                Masking.CAUSAL,
                0.4f,
                data.output(7, 2, 8)));
  }

  private static Case keysAreValues() {
    return Sizes.made(
        "queries, keys and values are one tensor",
        data -> {
          Tensor all = data.floats(12, 3, 10);
          return Attention.of(
              all,
              all,
              all,
              SeqSpans.packed(5, 7),
              SeqSpans.packed(5, 7),
              Masking.NONE,
              -0.7f,
              data.output(12, 3, 10));
        });
  }

  /** Fills every row, counted along the first dimension, that no span names. */
  static void fillOutside(Data data, Tensor tensor, SeqSpans spans, float value) {
    boolean[] inside = new boolean[tensor.size(0)];
    for (int s = 0; s < spans.count(); s++) {
      for (int i = 0; i < spans.length(s); i++) {
        inside[spans.start(s) + i] = true;
      }
    }
    fillOthers(data, tensor, inside, value);
  }

  /** Fills every row, counted along the first dimension, but those that are kept. */
  static void fillOthers(Data data, Tensor tensor, boolean[] kept, float value) {
    for (int row = 0; row < kept.length; row++) {
      if (!kept[row]) {
        HostTensor values = data.held(tensor);
        int each = values.count() / values.size(0);
        for (int e = row * each; e < (row + 1) * each; e++) {
          values.set(e, value);
        }
      }
    }
  }
}
