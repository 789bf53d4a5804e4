package dev.heed.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  /** 100, 99, …, 1. */
  private static final Latencies HUNDRED =
      new Latencies(IntStream.range(0, 100).mapToDouble(i -> 100 - i).toArray(), 4);

  @Test
  void aPercentileIsTheTimeThatSoManyDoNotExceed() {
    assertThat(HUNDRED.percentile(50)).isEqualTo(50);
    assertThat(HUNDRED.percentile(99)).isEqualTo(99);
    assertThat(HUNDRED.percentile(99.5)).isEqualTo(100);
    assertThat(HUNDRED.percentile(0)).isEqualTo(1);
  }

  @Test
  void oneCallIsEveryPercentile() {
    Latencies one = new Latencies(new double[] {7}, 0.007);
    assertThat(one.percentile(50)).isEqualTo(7);
    assertThat(one.percentile(99)).isEqualTo(7);
  }

  @Test
  void throughputIsCallsByTime() {
    assertThat(HUNDRED.callsPerSecond()).isEqualTo(25);
  }

  @Test
  void loadsTogetherHaveAllCallsAndAllTheTime() {
    Latencies both = Latencies.together(List.of(HUNDRED, new Latencies(new double[] {500}, 1)));
    assertThat(both.count()).isEqualTo(101);
    assertThat(both.percentile(100)).isEqualTo(500);
    assertThat(both.callsPerSecond()).isEqualTo(101 / 5.0);
  }

  @Test
  void noCallsAreNoLoad() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Latencies(new double[0], 1));
  }
}
