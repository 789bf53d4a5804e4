package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.spec.HeadSpec;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
      assertThat(golden.expectedNames(2)).containsAll(statesAndAttention(model.spec().layers()));
      for (int s = 0; s < golden.sequences(); s++) {
        Trace trace = Trace.of(model, golden.batch(s));
        List<String> names = golden.expectedNames(s);
        assertThat(names).isNotEmpty();
        for (String name : names) {
          Trace.Value value = trace.value(huggingFace(name));
          assertThat(value.shape()).as(name).isEqualTo(golden.shape(s, name));
          assertThat(Differences.greatest(value.data(), golden.expected(s, name)))
              .as("sequence %d, %s", s, name)
              .isLessThanOrEqualTo(golden.tolerance(s, name));
        }
      }
    }
  }

  /** hidden.0…n and attention.0…n−1. */
  private static List<String> statesAndAttention(int layers) {
    return Stream.concat(
            IntStream.rangeClosed(0, layers).mapToObj(l -> "hidden." + l),
            IntStream.range(0, layers).mapToObj(l -> "attention." + l))
        .toList();
  }

  @Test
  void noCaseIsForgotten() {
    assertThat(GoldenCase.ENCODERS).containsExactlyElementsOf(GoldenCase.present());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void aRaggedBatchEqualsItsSequencesToTheBit(String backendName, String caseName) {
    try (GoldenCase golden = GoldenCase.open(caseName);
        Backend backend = InstalledBackends.open(backendName);
        EncoderModel model = golden.load(backend)) {
      List<TokenBatch> alone = Stream.of(2, 0, 1, 2).map(golden::batch).toList();
      TokenBatch together = joined(alone);
      equalsItsSequences(together, alone, model::states);
      if (model.spec().pooler()) {
        equalsItsSequences(together, alone, model::pooled);
      }
      if (!model.spec().head().equals(HeadSpec.NONE)) {
        equalsItsSequences(together, alone, model::logits);
      }
    }
  }

  private static void equalsItsSequences(
      TokenBatch together, List<TokenBatch> alone, Function<TokenBatch, float[][]> run) {
    float[][] rows = run.apply(together);
    assertThat(rows).hasNumberOfRows(alone.size());
    for (int s = 0; s < rows.length; s++) {
      assertThat(rows[s]).isEqualTo(run.apply(alone.get(s))[0]);
    }
  }

  private static TokenBatch joined(List<TokenBatch> sequences) {
    List<int[]> ids = sequences.stream().map(TokenBatch::ids).toList();
    List<int[]> types = sequences.stream().map(TokenBatch::types).filter(Objects::nonNull).toList();
    return types.isEmpty() ? TokenBatch.of(ids) : TokenBatch.of(ids, types);
  }

  /** The golden files shorten two names. */
  private static String huggingFace(String name) {
    return name.replaceFirst("^hidden\\.", "hidden_states.")
        .replaceFirst("^attention\\.", "attentions.");
  }
}
