package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ExponentialTest {
  @Test
  void isWithinTwoUnitsOfTheLastPlace() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      double x = -random.nextDouble() * (i % 2 == 0 ? 2 : 708);
      double exact = StrictMath.exp(x);
      assertThat(Math.abs(Exponential.exp(x) - exact))
          .as("e^%s", x)
          .isLessThanOrEqualTo(2 * Math.ulp(exact));
    }
  }

  @Test
  void isOneAtZero() {
    assertThat(Exponential.exp(0.0)).isEqualTo(1);
    assertThat(Exponential.exp(-0.0)).isEqualTo(1);
  }

  @Test
  void isZeroWhereItWouldBeTooSmall() {
    assertThat(Exponential.exp(-708.5)).isEqualTo(0);
    assertThat(Exponential.exp(-1e300)).isEqualTo(0);
    assertThat(Exponential.exp(Double.NEGATIVE_INFINITY)).isEqualTo(0);
  }
}
