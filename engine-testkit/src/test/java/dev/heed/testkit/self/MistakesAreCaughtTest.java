package dev.heed.testkit.self;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.heed.testkit.BackendContract;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Each wrong backend is caught, by the check that is meant to catch it. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class MistakesAreCaughtTest {
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void aMistakeIsCaughtByTheCheckThatIsMeantForIt(Mistake mistake) {
    assertThat(failures(mistake)).anyMatch(failure -> failure.contains(mistake.caughtBy()));
  }

  private static Method factory(Mistake mistake) {
    return Arrays.stream(BackendContract.class.getDeclaredMethods())
        .filter(method -> method.getName().equals(mistake.factory()))
        .findAny()
        .orElseThrow();
  }

  private static List<String> failures(Mistake mistake) {
    System.setProperty(Mistake.PROPERTY, mistake.name());
    try {
      EngineExecutionResults results =
          EngineTestKit.engine("junit-jupiter")
              .selectors(selectMethod(MistakenContract.class, factory(mistake)))
              .execute();
      return results.testEvents().failed().stream()
          .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
          .flatMap(result -> result.getThrowable().stream())
          .map(String::valueOf)
          .toList();
    } finally {
      System.clearProperty(Mistake.PROPERTY);
    }
  }
}
