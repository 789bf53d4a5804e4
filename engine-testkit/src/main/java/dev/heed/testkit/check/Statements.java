package dev.heed.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Named tests, each of which must leave the backends as it found them. */
final class Statements {
  private final Subject subject;
  private final List<DynamicTest> tests = new ArrayList<>();

  Statements(Subject subject) {
    this.subject = subject;
  }

  Statements add(String statement, Executable test) {
    tests.add(
        DynamicTest.dynamicTest(
            statement,
            () -> {
              List<Usage> before = subject.usage();
              test.execute();
              assertThat(subject.usage()).as("what the backends hold").isEqualTo(before);
            }));
    return this;
  }

  Stream<DynamicTest> stream() {
    return tests.stream();
  }
}
