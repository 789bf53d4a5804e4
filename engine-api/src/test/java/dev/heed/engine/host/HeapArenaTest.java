package dev.heed.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.MemoryLimitException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arrays of floats from a budget of 400,000 bytes. */
class HeapArenaTest {
  private static final int LARGE = 30_000;

  /** Floats before the first window. */
  private static final int BEFORE = 12;

  private final MemoryBudget budget = new MemoryBudget(400_000);
  private final List<Integer> arrays = new ArrayList<>();
  private int longestThatFits = Integer.MAX_VALUE;
  private final HeapArena<float[]> arena =
      new HeapArena<>(4, this::newArray, MemorySegment::ofArray, budget, "step");

  @Test
  void smallWindowsShareAnArray() {
    HostBuffer first = arena.allocate(100, this);
    HostBuffer second = arena.allocate(100, this);
    assertThat(first.base()).as("a cache line, with the array's header").isEqualTo(BEFORE);
    assertThat(second.base()).isEqualTo(BEFORE + 112);
    assertThat(arrays).containsExactly(1 << 14);
  }

  @Test
  void afterAResetOneArrayServesWhatTookTwo() {
    twoArrays();
    arena.reset();
    twoArrays();
    arena.reset();
    twoArrays();
    assertThat(arrays).containsExactly(LARGE, LARGE, 2 * LARGE);
  }

  @Test
  void aResetKeepsTheShareOfTheBudget() {
    twoArrays();
    arena.reset();
    assertThat(budget.used()).isEqualTo(2L * 4 * LARGE);
    assertThatThrownBy(() -> budget.take(200_000, "another"))
        .isInstanceOf(MemoryLimitException.class);
    twoArrays();
    assertThat(budget.used()).isEqualTo(2L * 4 * LARGE);
  }

  @Test
  void onlyWhatComesOnTopOfTheShareIsTaken() {
    twoArrays();
    arena.reset();
    arena.allocate(3 * LARGE, this);
    assertThat(budget.used()).isEqualTo(3L * 4 * LARGE);
    arena.drop();
    assertThat(budget.used()).isZero();
  }

  @Test
  void whereOneArrayCannotBeHadTwoServeAgain() {
    twoArrays();
    arena.reset();
    longestThatFits = LARGE;
    twoArrays();
    assertThat(arrays).containsExactly(LARGE, LARGE, LARGE, LARGE);
    assertThat(budget.used()).isEqualTo(2L * 4 * LARGE);
  }

  @Test
  void aRefusalTakesNothing() {
    twoArrays();
    arena.reset();
    assertThatThrownBy(() -> arena.allocate(4 * LARGE, this))
        .isInstanceOf(MemoryLimitException.class)
        .hasMessage(
            "could not allocate 240,000 bytes in scope 'step': 240,000 of the limit of 400,000 are in use");
    longestThatFits = 10;
    assertThatThrownBy(() -> arena.allocate(LARGE, this))
        .isInstanceOf(MemoryLimitException.class)
        .hasMessageContainingAll("could not allocate 120,000 bytes in scope 'step'", "raise -Xmx");
    assertThat(budget.used()).isEqualTo(2L * 4 * LARGE);
    longestThatFits = Integer.MAX_VALUE;
    twoArrays();
    assertThat(budget.used()).isEqualTo(2L * 4 * LARGE);
  }

  @Test
  void closingGivesEverythingBack() {
    twoArrays();
    arena.reset();
    arena.drop();
    assertThat(budget.used()).isZero();
    budget.take(400_000, "another");
  }

  @Test
  void moreThanAnArrayHoldsIsRefused() {
    assertThatThrownBy(() -> arena.allocate(Integer.MAX_VALUE, this))
        .isInstanceOf(MemoryLimitException.class)
        .hasMessageContaining("a Java array holds at most");
  }

  private void twoArrays() {
    arena.allocate(LARGE, this);
    arena.allocate(LARGE, this);
  }

  private float[] newArray(int all) {
    int length = all - BEFORE;
    if (length > longestThatFits) {
      throw new OutOfMemoryError("made up");
    }
    arrays.add(length);
    return new float[all];
  }
}
