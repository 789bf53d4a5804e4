package dev.heed.testkit.self;

import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.SeqSpans;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Attention with each of its features, over two ragged sequences. */
final class AttentionPasses {
  private static final SeqSpans QUERIES = SeqSpans.packed(4, 2);
  private static final SeqSpans KEYS = SeqSpans.of(new int[] {1, 5}, new int[] {4, 5});

  /** Pairs of both sequences. */
  private static final int PAIRS = 4 * 4 + 2 * 5;

  private AttentionPasses() {}

  static Stream<Pass> all() {
    Visibility window = new Visibility.Local(1, 1);
    Chance chance = new Chance(0.5f, 11);
    return Stream.of(
        attention("plain", Visibility.ALL, 0, false, 0, null),
        attention("causal", Visibility.CAUSAL, 0, false, 0, null),
        attention("windows", window, 0, false, 0, null),
        attention("a bias for all heads", Visibility.ALL, 1, false, 0, null),
        attention("a bias per head and distances", Visibility.CAUSAL, 4, true, 0, null),
        attention("a soft cap", Visibility.ALL, 0, false, 0.75f, null),
        attention("dropout", Visibility.ALL, 0, false, 0, chance),
        attention("everything", Visibility.CAUSAL, 1, true, 0.75f, chance));
  }

  /** Four heads of queries over two of keys. */
  private static Pass attention(
      String what,
      Visibility visibility,
      int biases,
      boolean distances,
      float softCap,
      @Nullable Chance dropout) {
    return new Pass(
        "attention, " + what,
        p ->
            new Attention(
                p.drawn(-1, 1, 6, 4, 3),
                p.drawn(-1, 1, 10, 2, 3),
                p.drawn(-1, 1, 10, 2, 5),
                QUERIES,
                KEYS,
                new Masking(
                    visibility,
                    biases == 0 ? null : p.drawn(-1, 1, biases * PAIRS),
                    distances ? AlibiSlopes.forHeads(4) : null),
                0.75f,
                softCap,
                p.zeros(6, 4, 5),
                p.zeros(4, 6),
                null,
                dropout));
  }
}
