package dev.heed.engine.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.error.InvalidOpException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChanceTest {
  /** By the formula of the page in Python, whose integers have no end. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 8D9532EC",
    "0, 0, 1, 5E5DD84E",
    "1, 0, 0, DF01F6A5",
    "-1, 0, 5, 91C21718",
    "1311768467463790320, 0, 0, 6898D451",
    "1311768467463790320, 100, 23, 6FE9FFBA",
    "-9223372036854775808, 7, 0, E196B2D1",
    "4294967296, 0, 0, FEFF9216",
    "42, 2147483647, 0, 651C4F8F"
  })
  void bitsAreThoseOfTheFormula(long seed, int first, int element, String bits) {
    assertThat(new Chance(0.5f, seed, first).bits(element))
        .isEqualTo(Integer.parseUnsignedInt(bits, 16));
  }

  @Test
  void theSameElementsStayAsByTheFormula() {
    Chance chance = new Chance(0.3f, 2026);
    assertThat(IntStream.range(0, 32).filter(chance::keeps))
        .containsExactly(
            0, 1, 4, 7, 8, 9, 13, 14, 15, 16, 18, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31);
  }

  @Test
  void thresholdAndScaleFollowTheRate() {
    assertThat(new Chance(0, 1).threshold()).isZero();
    assertThat(new Chance(0.25f, 1).threshold()).isEqualTo(1 << 22);
    assertThat(new Chance(0.3f, 1).threshold()).isEqualTo(5_033_165);
    assertThat(new Chance(0.75f, 1).scale()).isEqualTo(4);
  }

  /** Four standard deviations of 100,000 draws. */
  @ParameterizedTest
  @ValueSource(floats = {0.01f, 0.1f, 0.5f, 0.9f})
  void theRateIsDropped(float rate) {
    double deviation = Math.sqrt(rate * (1 - rate) / 100_000);
    for (long seed : new long[] {0, 1, 2, 3, 77L << 32, -1}) {
      assertThat(dropped(new Chance(rate, seed)) / 1e5).isCloseTo(rate, within(4 * deviation));
    }
  }

  /** Seeds one after the other are no permutations of each other. */
  @Test
  void neighbouringSeedsDropDifferentNumbers() {
    assertThat(IntStream.range(0, 8).map(seed -> dropped(new Chance(0.5f, seed))).distinct())
        .hasSize(8);
  }

  /** Two independent masks of one half agree in one half. */
  @Test
  void neighbouringSeedsAndElementsAreIndependent() {
    Chance one = new Chance(0.5f, 10);
    Chance other = new Chance(0.5f, 11);
    int seeds = 0;
    int elements = 0;
    for (int e = 0; e < 100_000; e++) {
      seeds += one.keeps(e) == other.keeps(e) ? 1 : 0;
      elements += one.keeps(e) == one.keeps(e + 1) ? 1 : 0;
    }
    assertThat(seeds / 1e5).isCloseTo(0.5, within(0.0065));
    assertThat(elements / 1e5).isCloseTo(0.5, within(0.0065));
  }

  @Test
  void aPartHasTheChancesOfItsPlace() {
    Chance whole = new Chance(0.5f, 123, 5);
    Chance part = whole.from(1000);
    assertThat(part).isEqualTo(new Chance(0.5f, 123, 1005));
    assertThat(IntStream.range(0, 200).mapToObj(part::keeps))
        .isEqualTo(IntStream.range(1000, 1200).mapToObj(whole::keeps).toList());
  }

  @Test
  void aRateOfNothingKeepsEverything() {
    Chance chance = new Chance(0, 9);
    assertThat(IntStream.range(0, 1000)).allMatch(chance::keeps);
    assertThat(chance.scale()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, 1, 1.5f, Float.NaN, Float.POSITIVE_INFINITY})
  void aRateOutsideIsRefused(float rate) {
    assertThatThrownBy(() -> new Chance(rate, 0))
        .isInstanceOf(InvalidOpException.class)
        .hasMessage("dropout: rate must be at least 0 and below 1, was " + rate);
  }

  @Test
  void aNumberBelowNothingIsRefused() {
    assertThatThrownBy(() -> new Chance(0.5f, 0, -1))
        .isInstanceOf(InvalidOpException.class)
        .hasMessage("dropout: first must be at least 0, was -1");
    assertThatThrownBy(() -> new Chance(0.5f, 0, Integer.MAX_VALUE).from(1))
        .isInstanceOf(ArithmeticException.class);
  }

  private static int dropped(Chance chance) {
    int dropped = 0;
    for (int e = 0; e < 100_000; e++) {
      dropped += chance.keeps(e) ? 0 : 1;
    }
    return dropped;
  }
}
