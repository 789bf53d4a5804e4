package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.SharedData;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScheduleTest {
  record Named(String name, Schedule schedule) {}

  private static final double RATE = 0.002;

  private static final List<Named> SCHEDULES =
      List.of(
          new Named("constant_with_warmup", Schedule.constant(RATE, 10)),
          new Named("linear", Schedule.of(Schedule.Kind.LINEAR, RATE, 10, 100)),
          new Named("cosine", Schedule.of(Schedule.Kind.COSINE, RATE, 10, 100)),
          new Named(
              "cosine_with_restarts",
              new Schedule(Schedule.Kind.COSINE_RESTARTS, RATE, 10, 100, 0, 1, 3, 0)),
          new Named(
              "polynomial",
              new Schedule(Schedule.Kind.POLYNOMIAL, RATE, 10, 100, 1e-5 / RATE, 2, 1, 0)),
          new Named("inverse_sqrt", Schedule.of(Schedule.Kind.INVERSE_SQRT, RATE, 10, 0)),
          new Named(
              "inverse_sqrt_timescale",
              new Schedule(Schedule.Kind.INVERSE_SQRT, RATE, 10, 0, 0, 1, 1, 25)),
          new Named(
              "cosine_with_min_lr",
              new Schedule(Schedule.Kind.COSINE, RATE, 10, 100, 0.1, 1, 1, 0)),
          new Named(
              "warmup_stable_decay",
              new Schedule(Schedule.Kind.STABLE, RATE, 10, 100, 0.1, 1, 1, 20)));

  static Stream<Named> schedules() {
    return SCHEDULES.stream();
  }

  private static JsonNode tables() {
    return JsonMapper.shared()
        .readTree(SharedData.path("data/goldens/optimizers/golden.json").toFile())
        .get("schedules")
        .get("tables");
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void theRateOfEachStepIsThatOfTransformers(Named named) {
    JsonNode rates = tables().get(named.name).get("lr");
    assertThat(rates.size()).isEqualTo(101);
    for (int step = 0; step < rates.size(); step++) {
      double expected = rates.get(step).asDouble();
      assertThat(named.schedule.rate(step))
          .as("step %d", step)
          .isCloseTo(expected, within(1e-12 + 1e-6 * expected));
    }
  }

  @Test
  void noTableIsForgotten() {
    assertThat(tables().propertyNames())
        .containsExactlyInAnyOrderElementsOf(SCHEDULES.stream().map(Named::name).toList());
  }

  /** Values of torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=100, pct_start=0.3). */
  @Test
  void oneCycleGoesUpAndDown() {
    Schedule schedule = Schedule.of(Schedule.Kind.ONE_CYCLE, 1, 0, 100);
    assertThat(schedule.rate(0)).isCloseTo(0.04, within(1e-12));
    assertThat(schedule.rate(29)).isCloseTo(1, within(1e-12));
    assertThat(schedule.rate(99)).isCloseTo(4e-6, within(1e-12));
  }

  @Test
  void aScheduleThatEndsNeedsItsSteps() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.of(Schedule.Kind.LINEAR, RATE, 10, 0))
        .withMessage("schedule: steps must be positive, was 0");
  }
}
