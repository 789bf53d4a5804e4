package dev.heed.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.InvalidOpException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Small layouts against their places, counted one by one. */
class LayoutTest {
  private static final int ROUNDS = 20_000;

  private final Places places = new Places(20260711);

  @Test
  void layoutsThatShareAPlaceMayOverlap() {
    int shared = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Layout one = places.any();
      Layout other = places.any();
      if (meet(one, other)) {
        shared++;
        assertThat(one.mayOverlap(other)).as("%s and %s", said(one), said(other)).isTrue();
      }
      assertThat(one.mayOverlap(other)).isEqualTo(other.mayOverlap(one));
    }
    assertThat(shared).as("pairs that share a place").isBetween(ROUNDS / 20, ROUNDS);
  }

  @Test
  void windowsOfOneMatrixOverlapExactlyWhereTheyShareAPlace() {
    int apart = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Layout one = places.window(5, 7);
      Layout other = places.window(5, 7);
      boolean comparable = one.rows() > 1 && other.rows() > 1;
      if (comparable) {
        apart += meet(one, other) ? 0 : 1;
        assertThat(one.mayOverlap(other))
            .as("%s and %s", said(one), said(other))
            .isEqualTo(meet(one, other));
      }
    }
    assertThat(apart).as("pairs that share no place").isBetween(ROUNDS / 20, ROUNDS);
  }

  @Test
  void rangesThatDoNotMeetDoNotOverlap() {
    int apart = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Layout one = places.any();
      Layout other = places.any().shifted(one.end());
      boolean behind = other.offset() >= one.end();
      if (behind || other.elements() == 0) {
        apart++;
        assertThat(one.mayOverlap(other)).as("%s and %s", said(one), said(other)).isFalse();
      }
    }
    assertThat(apart).isGreaterThan(ROUNDS / 2);
  }

  @Test
  void aLayoutWithTwoElementsAtOnePlaceIsNotInjective() {
    int sharing = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Layout layout = places.any();
      List<Long> all = Places.of(layout);
      if (new HashSet<>(all).size() < all.size()) {
        sharing++;
        assertThat(layout.isInjective()).as(said(layout)).isFalse();
      }
    }
    assertThat(sharing).isBetween(ROUNDS / 20, ROUNDS);
  }

  @Test
  void everyViewOfAMatrixIsInjective() {
    for (int round = 0; round < ROUNDS; round++) {
      Layout view = places.viewOfAMatrix(4, 8);
      List<Long> all = Places.of(view);
      assertThat(new HashSet<>(all)).as(said(view)).hasSameSizeAs(all);
      assertThat(view.isInjective()).as(said(view)).isTrue();
    }
  }

  @Test
  void theEndIsOnePastTheLastPlace() {
    for (int round = 0; round < ROUNDS; round++) {
      Layout layout = places.any();
      List<Long> all = Places.of(layout);
      assertThat(layout.elements()).isEqualTo(all.size());
      assertThat(layout.end())
          .as(said(layout))
          .isEqualTo(all.isEmpty() ? 0 : Collections.max(all) + 1);
    }
  }

  @Test
  void rowsStartWhereTheirFirstElementLies() {
    for (int round = 0; round < ROUNDS; round++) {
      Layout layout = places.any();
      List<Long> all = Places.of(layout);
      for (int row = 0; row < layout.rows() && layout.width() > 0; row++) {
        long first = all.get(row * layout.width());
        assertThat(layout.rowOffset(row)).as("row %d of %s", row, said(layout)).isEqualTo(first);
        if (layout.hasUniformRows()) {
          assertThat(layout.offset() + row * layout.rowStride())
              .as("row %d of %s by its stride", row, said(layout))
              .isEqualTo(first);
        }
      }
    }
  }

  @Test
  void aDenseLayoutHasNoGaps() {
    for (int round = 0; round < ROUNDS; round++) {
      Layout layout = places.any();
      List<Long> all = Places.of(layout);
      boolean gapless = true;
      for (int e = 0; e < all.size(); e++) {
        gapless &= all.get(e) == layout.offset() + e;
      }
      assertThat(layout.isDense()).as(said(layout)).isEqualTo(gapless);
    }
  }

  @Test
  void aViewOfNothingLiesNowhere() {
    Layout nothing = Layout.of(5, 4).slice(0, 5, 5);
    assertThat(nothing.offset()).isZero();
    assertThat(nothing.end()).isZero();
    assertThat(nothing.isInjective()).isTrue();
    assertThat(nothing.isDense()).isTrue();
    assertThat(nothing.mayOverlap(Layout.of(5, 4))).isFalse();
    assertThat(Layout.of(5, 4).mayOverlap(nothing)).isFalse();
    assertThat(nothing.shifted(Long.MAX_VALUE).end()).isZero();
  }

  @Test
  void whatDoesNotFit64BitsIsRefused() {
    refused(
        "does not fit 64-bit offsets",
        () -> Layout.strided(1, new int[] {2, 1}, new long[] {Long.MAX_VALUE, 1}));
    refused(
        "does not fit 64-bit offsets",
        () -> Layout.strided(0, new int[] {4, 1}, new long[] {Long.MAX_VALUE / 2, 1}));
    refused("do not fit 64-bit offsets", () -> Layout.of(3).shifted(3).shifted(Long.MAX_VALUE));
    refused("does not fit 64-bit offsets", () -> Layout.of(3).shifted(Long.MAX_VALUE));
  }

  @Test
  void moreRowsThanAnIntCountsAreRefused() {
    refused("[65536, 65536, 1] has too many elements", () -> Layout.of(1 << 16, 1 << 16, 1));
    refused("[1073741824, 4, 2] has too many elements", () -> Layout.of(1 << 30, 8).splitLast(4));
  }

  @Test
  void whatIsNoLayoutIsRefused() {
    refused("rank must be 1 to 4, was 0", Layout::of);
    refused("rank must be 1 to 4, was 5", () -> Layout.of(1, 1, 1, 1, 1));
    refused("negative size in [2, -1]", () -> Layout.of(2, -1));
    refused("1 strides for 2", () -> Layout.strided(0, new int[] {2, 3}, new long[] {1}));
    refused("offset -1", () -> Layout.strided(-1, new int[] {2}, new long[] {1}));
    refused("negative stride", () -> Layout.strided(0, new int[] {2, 3}, new long[] {-3, 1}));
    refused("must be dense", () -> Layout.strided(0, new int[] {2, 3}, new long[] {6, 2}));
    refused("slice [1, 4)", () -> Layout.of(3, 2).slice(0, 1, 4));
    refused("slice [2, 1)", () -> Layout.of(3, 2).slice(0, 2, 1));
    refused("dimension 2 is outside", () -> Layout.of(3, 2).slice(2, 0, 1));
    refused("cannot select index 3", () -> Layout.of(3, 2).select(0, 3));
    refused("of dimension 1", () -> Layout.of(3, 2).select(1, 0));
    refused("into 3 parts", () -> Layout.of(3, 8).splitLast(3));
    refused("into 2 parts", () -> Layout.of(1, 1, 3, 8).splitLast(2));
    refused("cannot be seen as [5]", () -> Layout.of(2, 3).reshape(5));
    refused("it is not dense", () -> Layout.of(4, 3).slice(1, 0, 2).reshape(8));
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidOpException.class)
        .hasMessageStartingWith("layout: ")
        .hasMessageContaining(message);
  }

  private static boolean meet(Layout one, Layout other) {
    return !Collections.disjoint(new HashSet<>(Places.of(one)), Places.of(other));
  }

  private static String said(Layout layout) {
    return layout + " at " + layout.offset();
  }
}
