package dev.heed.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.engine.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Named tests, each of which must leave the backend as it found it. */
final class Statements {
  private final Backend backend;
  private final List<DynamicTest> tests = new ArrayList<>();

  Statements(Backend backend) {
    this.backend = backend;
  }

  Statements add(String statement, Executable test) {
    tests.add(
        DynamicTest.dynamicTest(
            statement,
            () -> {
              Usage before = backend.usage();
              test.execute();
              assertThat(backend.usage()).as("what the backend holds").isEqualTo(before);
            }));
    return this;
  }

  Stream<DynamicTest> stream() {
    return tests.stream();
  }
}
