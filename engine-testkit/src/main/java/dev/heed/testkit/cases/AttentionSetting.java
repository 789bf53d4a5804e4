package dev.heed.testkit.cases;

import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one attention case is made of; every part but the lengths has a plain value to start from.
 * Rows outside the spans, and key and value rows that no query sees, always hold NaN.
 */
record AttentionSetting(
    int heads,
    int kvHeads,
    int size,
    int valueSize,
    int[] queries,
    int[] keys,
    Visibility visibility,
    Spread spread,
    Bias bias,
    boolean alibi,
    float softCap,
    boolean logSumExp,
    boolean weights,
    DType stored,
    @Nullable Chance dropout) {

  /** How the sequences lie among the rows. */
  enum Spread {
    PACKED,
    /** Gaps before, between and behind, and the sequences in another order than their rows. */
    PADDED
  }

  /** What is added to the scores. */
  enum Bias {
    NONE,
    SHARED,
    PER_HEAD,
    /** Per head, about a third of it −∞, and whole rows of that. */
    MASKING
  }

  /** One head of size 8, everything visible, nothing else. */
  static AttentionSetting of(int... lengths) {
    return new AttentionSetting(
        1,
        1,
        8,
        8,
        lengths,
        lengths,
        Visibility.ALL,
        Spread.PACKED,
        Bias.NONE,
        false,
        0,
        false,
        false,
        DType.F32,
        null);
  }

  AttentionSetting heads(int count, int kvCount) {
    return new AttentionSetting(
        count,
        kvCount,
        size,
        valueSize,
        queries,
        keys,
        visibility,
        spread,
        bias,
        alibi,
        softCap,
        logSumExp,
        weights,
        stored,
        dropout);
  }

  AttentionSetting sizes(int headSize, int ofValues) {
    return new AttentionSetting(
        heads,
        kvHeads,
        headSize,
        ofValues,
        queries,
        keys,
        visibility,
        spread,
        bias,
        alibi,
        softCap,
        logSumExp,
        weights,
        stored,
        dropout);
  }

  AttentionSetting keys(int... lengths) {
    return new AttentionSetting(
        heads,
        kvHeads,
        size,
        valueSize,
        queries,
        lengths,
        visibility,
        spread,
        bias,
        alibi,
        softCap,
        logSumExp,
        weights,
        stored,
        dropout);
  }

  AttentionSetting seeing(Visibility what) {
    return new AttentionSetting(
        heads, kvHeads, size, valueSize, queries, keys, what, spread, bias, alibi, softCap,
        logSumExp, weights, stored, dropout);
  }

  AttentionSetting spread(Spread how) {
    return new AttentionSetting(
        heads,
        kvHeads,
        size,
        valueSize,
        queries,
        keys,
        visibility,
        how,
        bias,
        alibi,
        softCap,
        logSumExp,
        weights,
        stored,
        dropout);
  }

  AttentionSetting adding(Bias what, boolean alibiToo) {
    return new AttentionSetting(
        heads,
        kvHeads,
        size,
        valueSize,
        queries,
        keys,
        visibility,
        spread,
        what,
        alibiToo,
        softCap,
        logSumExp,
        weights,
        stored,
        dropout);
  }

  AttentionSetting cappedAt(float cap) {
    return new AttentionSetting(
        heads,
        kvHeads,
        size,
        valueSize,
        queries,
        keys,
        visibility,
        spread,
        bias,
        alibi,
        cap,
        logSumExp,
        weights,
        stored,
        dropout);
  }

  AttentionSetting returning(boolean sums, boolean theWeights) {
    return new AttentionSetting(
        heads,
        kvHeads,
        size,
        valueSize,
        queries,
        keys,
        visibility,
        spread,
        bias,
        alibi,
        softCap,
        sums,
        theWeights,
        stored,
        dropout);
  }

  /** Keys and values of this type. */
  AttentionSetting storedAs(DType type) {
    return new AttentionSetting(
        heads,
        kvHeads,
        size,
        valueSize,
        queries,
        keys,
        visibility,
        spread,
        bias,
        alibi,
        softCap,
        logSumExp,
        weights,
        type,
        dropout);
  }

  /** Dropping some weights. */
  AttentionSetting dropping(Chance some) {
    return new AttentionSetting(
        heads,
        kvHeads,
        size,
        valueSize,
        queries,
        keys,
        visibility,
        spread,
        bias,
        alibi,
        softCap,
        logSumExp,
        weights,
        stored,
        some);
  }

  /** The op over values that depend on this setting alone. */
  Attention make(Data data) {
    return make(data, true);
  }

  /**
   * The gradient of the op, over what its forward pass gave. NaN is outside the spans alone, as all
   * rows of a sequence may take part in all of its gradients.
   */
  AttentionGradient gradient(Data data) {
    Attention asked = returning(true, false).make(data, false);
    Attention ran =
        new Attention(
            asked.q(),
            asked.k(),
            asked.v(),
            asked.queries(),
            asked.keys(),
            asked.masking(),
            asked.scale(),
            asked.softCap(),
            data.given(asked, 0),
            data.given(asked, 1),
            null,
            dropout);
    Tensor outGradient = data.floats(asked.out().layout().shape());
    AttentionCases.fillOutside(data, outGradient, asked.queries(), Float.NaN);
    Tensor added = asked.masking().bias();
    return new AttentionGradient(
        ran,
        outGradient,
        data.output(asked.q().layout().shape()),
        data.output(asked.k().layout().shape()),
        data.output(asked.v().layout().shape()),
        added == null ? null : data.floats(added.layout().shape()));
  }

  /**
   * @param hideUnseen whether key and value rows that no query sees hold NaN
   */
  private Attention make(Data data, boolean hideUnseen) {
    SeqSpans querySpans = spans(queries);
    SeqSpans keySpans = spans(keys);
    int queryRows = rows(querySpans);
    int keyRows = rows(keySpans);
    Tensor q = data.between(-2, 2, queryRows, heads, size);
    Tensor k = data.between(stored, -2, 2, keyRows, kvHeads, size);
    Tensor v = data.floating(stored, keyRows, kvHeads, valueSize);
    AttentionCases.fillOutside(data, q, querySpans, Float.NaN);
    if (hideUnseen) {
      boolean[] seen = seen(keySpans, keyRows);
      AttentionCases.fillOthers(data, k, seen, Float.NaN);
      AttentionCases.fillOthers(data, v, seen, Float.NaN);
    } else {
      AttentionCases.fillOutside(data, k, keySpans, Float.NaN);
      AttentionCases.fillOutside(data, v, keySpans, Float.NaN);
    }
    long pairs = Attention.pairs(querySpans, keySpans);
    Masking masking =
        new Masking(
            visibility, biasValues(data, (int) pairs), alibi ? AlibiSlopes.forHeads(heads) : null);
    return new Attention(
        q,
        k,
        v,
        querySpans,
        keySpans,
        masking,
        (float) (1 / Math.sqrt(size)),
        softCap,
        data.output(queryRows, heads, valueSize),
        logSumExp ? data.output(heads, queryRows) : null,
        weights ? data.output((int) pairs * heads) : null,
        dropout);
  }

  private @Nullable Tensor biasValues(Data data, int pairs) {
    return switch (bias) {
      case NONE -> null;
      case SHARED -> data.between(-2, 2, pairs);
      case PER_HEAD -> data.between(-2, 2, heads * pairs);
      case MASKING -> {
        Tensor tensor = data.between(-2, 2, heads * pairs);
        HostTensor values = data.held(tensor);
        int keysOfFirst = keys.length == 0 ? 1 : Math.max(1, keys[0]);
        for (int e = 0; e < values.count(); e++) {
          if (e < keysOfFirst || data.oneIn(3)) {
            values.set(e, Float.NEGATIVE_INFINITY);
          }
        }
        yield tensor;
      }
    };
  }

  private SeqSpans spans(int[] lengths) {
    if (spread == Spread.PACKED) {
      return SeqSpans.packed(lengths);
    }
    int[] starts = new int[lengths.length];
    int at = 2;
    for (int s = lengths.length - 1; s >= 0; s--) {
      starts[s] = at;
      at += lengths[s] + 1 + s % 3;
    }
    return SeqSpans.of(starts, lengths);
  }

  private int rows(SeqSpans spans) {
    return spans.end() + (spread == Spread.PADDED ? 3 : 0);
  }

  /** Rows that at least one query sees. */
  private boolean[] seen(SeqSpans keySpans, int keyRows) {
    boolean[] seen = new boolean[keyRows];
    for (int s = 0; s < queries.length; s++) {
      for (int i = 0; i < queries[s]; i++) {
        int last = i + keys[s] - queries[s];
        for (int j = 0; j < keys[s]; j++) {
          boolean visible =
              switch (visibility) {
                case Visibility.All _ -> true;
                case Visibility.Causal _ -> j <= last;
                case Visibility.Local(int left, int right) ->
                    j >= (long) last - left && j <= (long) last + right;
              };
          seen[keySpans.start(s) + j] |= visible;
        }
      }
    }
    return seen;
  }

  @Override
  public String toString() {
    String what =
        "heads=%d:%d,d=%d:%d,%s,%s".formatted(heads, kvHeads, size, valueSize, sight(), lengths());
    return what
        + (spread == Spread.PADDED ? ",padded" : "")
        + switch (bias) {
          case NONE -> "";
          case SHARED -> ",bias";
          case PER_HEAD -> ",bias per head";
          case MASKING -> ",masking bias";
        }
        + (alibi ? ",alibi" : "")
        + (softCap > 0 ? ",cap " + softCap : "")
        + (logSumExp ? ",logSumExp" : "")
        + (weights ? ",weights" : "")
        + (stored == DType.F32 ? "" : "," + stored)
        + (dropout == null ? "" : ",dropout " + dropout.rate() + " from " + dropout.first());
  }

  private String sight() {
    return switch (visibility) {
      case Visibility.All _ -> "all";
      case Visibility.Causal _ -> "causal";
      case Visibility.Local(int left, int right) -> "local " + left + " " + right;
    };
  }

  private String lengths() {
    String asked = text(queries);
    return Arrays.equals(queries, keys) ? "ragged " + asked : asked + " over " + text(keys);
  }

  private static String text(int[] lengths) {
    return IntStream.of(lengths).mapToObj(String::valueOf).collect(Collectors.joining(" "));
  }
}
