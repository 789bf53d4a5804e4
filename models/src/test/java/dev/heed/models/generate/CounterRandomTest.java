package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.random.SplitMix;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
  /** The numbers of SplitMix64 from the seed 1234567, as Rosetta Code and others print them. */
  @Test
  void mixesAsSplitMix64() {
    long golden = 0x9e3779b97f4a7c15L;
    String[] published = {
      "6457827717110365317",
      "3203168211198807973",
      "9817491932198370423",
      "4593380528125082431",
      "16408922859458223821"
    };
    for (int i = 0; i < published.length; i++) {
      assertThat(Long.toUnsignedString(SplitMix.mix(1234567 + (i + 1) * golden)))
          .isEqualTo(published[i]);
    }
  }

  /** The standard error of the mean of 100,000 is 0.0009. */
  @Test
  void liesEvenlyBetweenZeroAndOne() {
    double[] places =
        IntStream.range(0, 100_000).mapToDouble(i -> CounterRandom.uniform(3, i)).toArray();
    double[] seeds =
        IntStream.range(0, 100_000).mapToDouble(i -> CounterRandom.uniform(i, 3)).toArray();
    for (double[] numbers : new double[][] {places, seeds}) {
      assertThat(Arrays.stream(numbers).min().orElseThrow()).isBetween(0.0, 0.001);
      assertThat(Arrays.stream(numbers).max().orElseThrow()).isBetween(0.999, 0x1.fffffffffffffp-1);
      assertThat(Arrays.stream(numbers).average().orElseThrow()).isCloseTo(0.5, within(0.004));
    }
  }

  @Test
  void neighbouringSeedsAndPlacesDiffer() {
    assertThat(
            IntStream.range(0, 100)
                .boxed()
                .flatMap(seed ->
                    IntStream.range(0, 100).mapToObj(place -> CounterRandom.uniform(seed, place))))
        .doesNotHaveDuplicates();
  }
}
