package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingOptionsTest {
  @ParameterizedTest
  @MethodSource
  void aValueThatIsNotAllowedIsNamed(
      Consumer<SamplingOptions.Builder> setting, String name, String value) {
    SamplingOptions.Builder builder = SamplingOptions.builder();
    setting.accept(builder);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + " is " + value)
        .hasMessageContaining("; expected ");
  }

  static Stream<Arguments> aValueThatIsNotAllowedIsNamed() {
    return Stream.of(
        refused(b -> b.temperature(-0.5), "temperature", "-0.5"),
        refused(b -> b.temperature(Double.NaN), "temperature", "NaN"),
        refused(b -> b.temperature(Double.POSITIVE_INFINITY), "temperature", "Infinity"),
        refused(b -> b.topK(-1), "topK", "-1"),
        refused(b -> b.topP(0), "topP", "0.0"),
        refused(b -> b.topP(1.01), "topP", "1.01"),
        refused(b -> b.topP(Double.NaN), "topP", "NaN"),
        refused(b -> b.minP(-0.1), "minP", "-0.1"),
        refused(b -> b.minP(2), "minP", "2.0"),
        refused(b -> b.typicalP(0), "typicalP", "0.0"),
        refused(b -> b.repetitionPenalty(0), "repetitionPenalty", "0.0"),
        refused(b -> b.frequencyPenalty(Double.NaN), "frequencyPenalty", "NaN"),
        refused(b -> b.presencePenalty(Double.NEGATIVE_INFINITY), "presencePenalty", "-Infinity"),
        refused(b -> b.penaltyTokens(-1), "penaltyTokens", "-1"),
        refused(b -> b.logitBias(-2, 1), "a token of logitBias", "-2"),
        refused(b -> b.logitBias(2, Float.NaN), "logitBias of token 2", "NaN"),
        refused(b -> b.logitBias(3, Float.POSITIVE_INFINITY), "logitBias of token 3", "Infinity"),
        refused(b -> b.maxTokens(-1), "maxTokens", "-1"),
        refused(b -> b.stopToken(-9), "a token of stopTokens", "-9"),
        refused(b -> b.stopString(""), "a stop string", "empty"),
        refused(b -> b.logProbs(-3), "logProbs", "-3"));
  }

  private static Arguments refused(
      Consumer<SamplingOptions.Builder> setting, String name, String value) {
    return Arguments.of(setting, name, value);
  }

  @Test
  void aStopStringThatIsHalfACharacterIsRefused() {
    assertThatThrownBy(() -> SamplingOptions.builder().stopString("a\ud83d").build())
        .hasMessageContaining("begins or ends within a character");
  }

  @Test
  void optionsStayAsTheyAreWhenTheirBuilderGoesOn() {
    SamplingOptions.Builder builder = SamplingOptions.builder().logitBias(1, 2);
    SamplingOptions options = builder.build();
    builder.logitBias(3, 4).stopString("x");
    assertThat(options.logitBias()).containsOnlyKeys(1);
    assertThat(options.stopStrings()).isEmpty();
  }

  @Test
  void aBuilderOfOptionsBuildsThemAgain() {
    SamplingOptions options =
        new SamplingOptions(
            0.5,
            1,
            0.2,
            0.3,
            0.4,
            1.5,
            0.6,
            0.7,
            8,
            Map.of(9, 1f),
            10L,
            11,
            List.of("12"),
            Set.of(13),
            true,
            14);
    assertThat(options.toBuilder().build()).isEqualTo(options);
  }
}
