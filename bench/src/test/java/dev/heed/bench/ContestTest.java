package dev.heed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {
  private static final Effort SHORT = new Effort(4, 10, 0);

  private final List<String> turns = new ArrayList<>();

  /** Says that a call took so long, without taking it. */
  private final class Pretender implements Contestant {
    private final String name;
    private final double millis;

    private Pretender(String name, double millis) {
      this.name = name;
      this.millis = millis;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public double millis(int calls) {
      turns.add(name + calls);
      return millis;
    }

    @Override
    public void close() {}
  }

  private List<Timings> run(double ofA, double ofB) {
    return new Contest(SHORT, 1).run(List.of(new Pretender("a", ofA), new Pretender("b", ofB)));
  }

  @Test
  void everyRoundOfEveryoneIsKeptInTheOrderOfTheContestants() {
    List<Timings> timings = run(20, 40);
    assertThat(timings.getFirst().millis()).containsExactly(20, 20, 20, 20);
    assertThat(timings.getLast().millis()).containsExactly(40, 40, 40, 40);
  }

  @Test
  void theyTakeTurnsAndNobodyIsAlwaysFirst() {
    run(20, 40);
    List<String> afterWarmUp = turns.subList(2, turns.size());
    // Twice each: a call that does not count, then those that do.
    assertThat(afterWarmUp)
        .startsWith("a1", "a1", "b1", "b1", "b1", "b1", "a1", "a1", "a1", "a1", "b1", "b1")
        .hasSize(16);
  }

  @Test
  void shortWorkIsDoneSeveralTimesInATurn() {
    run(3, 40);
    assertThat(turns).contains("a4").doesNotContain("a5", "b2");
  }

  @Test
  void whoTakesLongIsNotWokenBefore() {
    run(20, 400);
    assertThat(turns.subList(2, turns.size()))
        .startsWith("a1", "a1", "b1", "b1", "a1", "a1", "a1", "a1", "b1")
        .hasSize(12);
  }
}
