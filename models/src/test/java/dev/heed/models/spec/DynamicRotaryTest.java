package dev.heed.models.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Dynamic scaling, by transformers 5.24 (modeling_rope_utils.py): the base grows by (factor ·
 * tokens / longest − (factor − 1)) ^ (d / (d − 2)) for texts beyond the longest, and is as it was
 * up to there. No text of a model is longer here.
 */
class DynamicRotaryTest {
  private static DecoderSpec spec(String more) {
    Config config =
        new Config(
            "config.json",
            JsonMapper.shared()
                .readTree(
                    """
                    {"model_type": "llama", "vocab_size": 100, "hidden_size": 64, "num_hidden_layers": 1,
                     "num_attention_heads": 8, "intermediate_size": 96, "max_position_embeddings": 4096 %s}
                    """
                        .formatted(more)));
    return DecoderFamilies.of(config).spec(config);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", \"rope_scaling\": {\"type\": \"dynamic\", \"factor\": 2.0}",
        ", \"rope_scaling\": {\"rope_type\": \"dynamic\", \"factor\": 4.0, \"original_max_position_embeddings\": 1024}",
        ", \"rope_parameters\": {\"rope_type\": \"dynamic\", \"factor\": 2.0, \"rope_theta\": 10000.0}"
      })
  void withinTheLongestTextItChangesNothing(String dynamic) {
    DecoderSpec plain = spec("");
    DecoderSpec scaled = spec(dynamic);
    assertThat(scaled.maxTokens()).isEqualTo(4096);
    assertThat(scaled.positions()).isEqualTo(plain.positions());
    assertThat(scaled.positions().rotaries().getFirst().frequencies(4096))
        .isEqualTo(plain.positions().rotaries().getFirst().frequencies(1));
  }
}
