package dev.heed.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.InvalidOpException;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeqSpansTest {
  @Test
  void packedSequencesLieOneAfterTheOther() {
    SeqSpans spans = SeqSpans.packed(3, 0, 4);
    assertThat(spans).isEqualTo(SeqSpans.of(new int[] {0, 3, 3}, new int[] {3, 0, 4}));
    assertThat(spans.count()).isEqualTo(3);
    assertThat(spans.total()).isEqualTo(7);
    assertThat(spans.end()).isEqualTo(7);
    assertThat(spans.longest()).isEqualTo(4);
    assertThat(spans.isDisjoint()).isTrue();
  }

  @Test
  void noSequencesSpanNothing() {
    SeqSpans spans = SeqSpans.packed();
    assertThat(spans.count()).isZero();
    assertThat(spans.total()).isZero();
    assertThat(spans.end()).isZero();
    assertThat(spans.longest()).isZero();
    assertThat(spans.isDisjoint()).isTrue();
  }

  @Test
  void theArraysOfTheCallerAreCopied() {
    int[] starts = {4, 0};
    int[] lengths = {2, 4};
    SeqSpans spans = SeqSpans.of(starts, lengths);
    starts[0] = 9;
    lengths[1] = 9;
    assertThat(spans).isEqualTo(SeqSpans.of(new int[] {4, 0}, new int[] {2, 4}));
  }

  @Test
  void spansAreDisjointExactlyWhereNoRowIsInTwo() {
    SplittableRandom random = new SplittableRandom(20260711);
    int disjoint = 0;
    for (int round = 0; round < 20_000; round++) {
      int count = random.nextInt(5);
      int[] starts = new int[count];
      int[] lengths = new int[count];
      Set<Integer> rows = new HashSet<>();
      boolean twice = false;
      for (int s = 0; s < count; s++) {
        starts[s] = random.nextInt(12);
        lengths[s] = random.nextInt(5);
        for (int r = 0; r < lengths[s]; r++) {
          twice |= !rows.add(starts[s] + r);
        }
      }
      disjoint += twice ? 0 : 1;
      SeqSpans spans = SeqSpans.of(starts, lengths);
      assertThat(spans.isDisjoint()).as(spans.toString()).isEqualTo(!twice);
    }
    assertThat(disjoint).isBetween(4_000, 16_000);
  }

  @Test
  void negativeStartsAndLengthsAreRefused() {
    assertThatThrownBy(() -> SeqSpans.packed(3, -1))
        .isInstanceOf(InvalidOpException.class)
        .hasMessage("spans: sequence 1 starts at 3 with length -1; neither may be negative");
    assertThatThrownBy(() -> SeqSpans.of(new int[] {-2}, new int[] {1}))
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContaining("sequence 0 starts at -2");
  }

  @Test
  void moreRowsThanAnIntCountsAreRefused() {
    int most = Integer.MAX_VALUE;
    assertThatThrownBy(() -> SeqSpans.packed(most, 1))
        .isInstanceOf(InvalidOpException.class)
        .hasMessage("spans: 2,147,483,648 rows are too many");
    assertThatThrownBy(() -> SeqSpans.of(new int[] {most}, new int[] {1}))
        .isInstanceOf(InvalidOpException.class)
        .hasMessage("spans: 2,147,483,648 rows are too many");
    assertThatThrownBy(() -> SeqSpans.of(new int[] {0, 0}, new int[] {most, 1}))
        .isInstanceOf(InvalidOpException.class)
        .hasMessage("spans: 2,147,483,648 rows are too many");
    assertThat(SeqSpans.packed(most).end()).isEqualTo(most);
  }

  @Test
  void asManyStartsAsLengths() {
    assertThatThrownBy(() -> SeqSpans.of(new int[] {0, 1}, new int[] {1}))
        .isInstanceOf(InvalidOpException.class)
        .hasMessage("spans: 2 starts for 1 lengths");
  }
}
