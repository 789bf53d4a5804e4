package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every family and head, on every backend, against hidden states, attention rows and results that
 * Hugging Face's implementation computed in double precision.
 */
class GoldenEncoderTest {
  static Stream<Arguments> cases() {
    return InstalledBackends.names().stream()
        .flatMap(backend -> GoldenCase.ENCODERS.stream().map(c -> Arguments.of(backend, c)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void everyValueIsWithinItsTolerance(String backendName, String caseName) {
    try (GoldenCase golden = GoldenCase.open(caseName);
        Backend backend = InstalledBackends.open(backendName);
        EncoderModel model = golden.load(backend)) {
      assertThat(golden.sequences()).isEqualTo(3);
      for (int s = 0; s < golden.sequences(); s++) {
        Trace trace = Trace.of(model, golden.batch(s));
        List<String> names = golden.expectedNames(s);
        assertThat(names).isNotEmpty();
        for (String name : names) {
          Trace.Value value = trace.value(huggingFace(name));
          assertThat(value.shape()).as(name).isEqualTo(golden.shape(s, name));
          assertThat(greatestDifference(value.data(), golden.expected(s, name)))
              .as("sequence %d, %s", s, name)
              .isLessThanOrEqualTo(golden.tolerance(s, name));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void aRaggedBatchEqualsItsSequencesToTheBit(String backendName, String caseName) {
    try (GoldenCase golden = GoldenCase.open(caseName);
        Backend backend = InstalledBackends.open(backendName);
        EncoderModel model = golden.load(backend)) {
      List<int[]> ids = List.of(golden.ids(2), golden.ids(0), golden.ids(1), golden.ids(2));
      float[][] together = model.states(TokenBatch.of(ids));
      for (int s = 0; s < ids.size(); s++) {
        assertThat(together[s]).isEqualTo(model.states(TokenBatch.of(ids.get(s)))[0]);
      }
    }
  }

  /** The golden files shorten two names. */
  private static String huggingFace(String name) {
    return name.replaceFirst("^hidden\\.", "hidden_states.")
        .replaceFirst("^attention\\.", "attentions.");
  }

  private static double greatestDifference(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double greatest = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      // A NaN must not pass for a small difference.
      greatest = difference <= greatest ? greatest : difference;
    }
    return greatest;
  }
}
