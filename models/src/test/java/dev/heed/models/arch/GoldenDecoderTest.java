package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every family of decoders, on every backend, against hidden states, attention rows, logits and
 * greedy texts that Hugging Face's implementation computed in double precision.
 */
class GoldenDecoderTest {
  static final List<String> CASES = GoldenCase.DECODERS;

  static Stream<Arguments> cases() {
    return InstalledBackends.names().stream()
        .flatMap(backend -> CASES.stream().map(c -> Arguments.of(backend, c)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void everyValueIsWithinItsTolerance(String backendName, String caseName) {
    try (GoldenCase golden = GoldenCase.open(caseName);
        Backend backend = InstalledBackends.open(backendName);
        DecoderModel model = golden.loadDecoder(backend)) {
      assertThat(golden.sequences()).isGreaterThanOrEqualTo(3);
      assertThat(golden.expectedNames(2)).containsAll(layers(model.spec().layers().size()));
      for (int s = 0; s < golden.sequences(); s++) {
        Trace trace = Trace.of(model, golden.ids(s));
        List<String> names = golden.expectedNames(s);
        assertThat(names).contains("logits");
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

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void greedyTextsAreThoseOfTheReference(String backendName, String caseName) {
    try (GoldenCase golden = GoldenCase.open(caseName);
        Backend backend = InstalledBackends.open(backendName);
        DecoderModel model = golden.loadDecoder(backend);
        DecoderSession session = model.newSession(CacheOptions.of(64))) {
      assertThat(golden.greedy()).hasSizeGreaterThanOrEqualTo(3);
      for (GoldenCase.Greedy greedy : golden.greedy()) {
        assertThat(GreedyText.of(session, greedy.prompt(), greedy.ids().length))
            .isEqualTo(greedy.ids());
      }
    }
  }

  /** transformers 5 and older folders spell some settings otherwise. */
  @ParameterizedTest
  @FieldSource("CASES")
  void bothSpellingsOfAConfigurationSayTheSame(String caseName) {
    try (GoldenCase golden = GoldenCase.open(caseName)) {
      assumeTrue(golden.hasFile("config-v4.json"), "the case has one spelling");
      assertThat(golden.decoderSpec("config-v4.json")).isEqualTo(golden.decoderSpec("config.json"));
    }
  }

  @Test
  void noCaseIsForgotten() {
    assertThat(CASES).containsExactlyElementsOf(GoldenCase.presentDecoders());
  }

  private static List<String> layers(int count) {
    return Stream.concat(
            IntStream.rangeClosed(0, count).mapToObj(l -> "hidden." + l),
            IntStream.range(0, count).mapToObj(l -> "attention." + l))
        .toList();
  }

  private static String huggingFace(String name) {
    return name.replace("hidden.", "hidden_states.").replace("attention.", "attentions.");
  }
}
