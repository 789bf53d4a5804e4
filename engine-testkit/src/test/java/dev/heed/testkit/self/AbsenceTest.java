package dev.heed.testkit.self;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.opentest4j.TestAbortedException;

/** A suite on a machine without a device for its backend. */
class AbsenceTest {
  @ParameterizedTest
  @ValueSource(classes = {AbsentContract.Excused.class, AbsentNodeVectors.class})
  void aBackendThatMayBeAbsentIsSkippedWithReasonAndRemedy(Class<?> suite) {
    EngineExecutionResults results = run(suite);
    assertThat(results.testEvents().started().count()).isZero();
    assertThat(thrown(results.containerEvents().aborted().stream()))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContainingAll("SKIPPED", "'gpu-absent'", "there is no device", "put one in");
  }

  @Test
  void anyOtherFails() {
    EngineExecutionResults results = run(AbsentContract.class);
    assertThat(thrown(results.containerEvents().failed().stream()))
        .isInstanceOf(AssertionError.class)
        .hasMessage("backend 'gpu-absent' is unavailable: there is no device; put one in");
  }

  private static EngineExecutionResults run(Class<?> suite) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(suite)).execute();
  }

  private static Throwable thrown(Stream<Event> ended) {
    return ended
        .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
        .flatMap(result -> result.getThrowable().stream())
        .findFirst()
        .orElseThrow();
  }
}
