package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.Lists;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffleTest {
  private static final List<Integer> ITEMS = IntStream.range(0, 1000).boxed().toList();

  @Test
  void anOrderIsAFunctionOfSeedAndEpoch() {
    assertThat(new Shuffle(1).order(100, 2)).isEqualTo(new Shuffle(1).order(100, 2));
    assertThat(new Shuffle(1).order(100, 2)).isNotEqualTo(new Shuffle(1).order(100, 3));
    assertThat(new Shuffle(1).order(100, 2)).isNotEqualTo(new Shuffle(2).order(100, 2));
    assertThat(new Shuffle(1).order(100, 2)).isNotEqualTo(new Shuffle(2).order(100, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 77, 1000})
  void anOrderHasEachNumberOnce(int size) {
    int[] order = new Shuffle(5).order(size, 0);
    Arrays.sort(order);
    assertThat(order).isEqualTo(IntStream.range(0, size).toArray());
  }

  /** 6,000 draws of six orders: 1,000 each, with a standard deviation of 29. */
  @Test
  void allOrdersAreAsLikely() {
    Map<String, Long> byEpoch =
        IntStream.range(0, 6000)
            .mapToObj(epoch -> Arrays.toString(new Shuffle(9).order(3, epoch)))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    Map<String, Long> bySeed =
        IntStream.range(0, 6000)
            .mapToObj(seed -> Arrays.toString(new Shuffle(seed).order(3, 0)))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    for (Collection<Long> counts : List.of(byEpoch.values(), bySeed.values())) {
      assertThat(counts).hasSize(6).allMatch(count -> count > 850 && count < 1150);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 1000, 5000})
  void aStreamGivesEachItemOnceAndNoneMuchEarlier(int buffer) {
    List<Integer> order = through(buffer, 4, 0);
    assertThat(order).containsExactlyInAnyOrderElementsOf(ITEMS);
    for (int i = 0; i < order.size(); i++) {
      assertThat(order.get(i)).isLessThan(i + buffer);
    }
  }

  @Test
  void aStreamsOrderIsAFunctionOfSeedAndEpoch() {
    assertThat(through(50, 4, 1)).isEqualTo(through(50, 4, 1)).isNotEqualTo(ITEMS);
    assertThat(through(50, 4, 1)).isNotEqualTo(through(50, 4, 2)).isNotEqualTo(through(50, 5, 1));
  }

  @Test
  void aBufferOfOneKeepsTheOrderAndOfNoneIsAnError() {
    assertThat(through(1, 4, 0)).isEqualTo(ITEMS);
    assertThatExceptionOfType(DataException.class).isThrownBy(() -> through(0, 4, 0));
  }

  private static List<Integer> through(int buffer, long seed, int epoch) {
    return Lists.newArrayList(new Shuffle(seed).through(ITEMS.iterator(), buffer, epoch));
  }
}
