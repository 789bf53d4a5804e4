package dev.heed.models.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What counts where a config.json is silent, and where it says null: the defaults of the classes in
 * transformers 5.24 (configuration_….py of each family).
 */
class UsualSettingsTest {
  private static ObjectNode config(String type) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("model_type", type)
        .put("vocab_size", 100)
        .put("hidden_size", 64)
        .put("num_hidden_layers", 4)
        .put("num_attention_heads", 8)
        .put("intermediate_size", 96);
  }

  private static DecoderSpec spec(ObjectNode json) {
    Config config = new Config("config.json", json);
    return DecoderFamilies.of(config).spec(config);
  }

  private static int[] windows(DecoderSpec spec) {
    return spec.layers().stream().mapToInt(DecoderLayerSpec::window).toArray();
  }

  private static double base(DecoderSpec spec, int table) {
    return spec.positions().rotaries().get(table).base();
  }

  @Test
  void gemma2CapsItsScoresAndLogits() {
    DecoderSpec spec = spec(config("gemma2"));
    assertThat(spec.attention().softCap()).isEqualTo(50);
    assertThat(spec.logitSoftCap()).isEqualTo(30);
    assertThat(windows(spec)).containsExactly(4096, 0, 4096, 0);
    assertThat(spec.maxTokens()).isEqualTo(8192);
  }

  @Test
  void gemma2WithNullsDoesNot() {
    DecoderSpec spec =
        spec(config("gemma2").putNull("attn_logit_softcapping").putNull("final_logit_softcapping"));
    assertThat(spec.attention().softCap()).isZero();
    assertThat(spec.logitSoftCap()).isZero();
  }

  @Test
  void gemma3CapsNothingAndSlidesInFiveOfSixLayers() {
    DecoderSpec spec = spec(config("gemma3_text").put("num_hidden_layers", 7));
    assertThat(spec.attention().softCap()).isZero();
    assertThat(spec.logitSoftCap()).isZero();
    assertThat(windows(spec)).containsExactly(4096, 4096, 4096, 4096, 4096, 0, 4096);
    assertThat(base(spec, 0)).isEqualTo(10_000);
    assertThat(base(spec, 1)).isEqualTo(1_000_000);
    assertThat(spec.maxTokens()).isEqualTo(131_072);
  }

  @Test
  void mistralHasAWindowAndEightHeadsOfKeys() {
    DecoderSpec spec = spec(config("mistral").put("num_attention_heads", 16));
    assertThat(windows(spec)).containsOnly(4096);
    assertThat(spec.attention().keyHeads()).isEqualTo(8);
    assertThat(spec.maxTokens()).isEqualTo(131_072);
  }

  @Test
  void mistralWithNullsHasNeither() {
    DecoderSpec spec =
        spec(
            config("mistral")
                .put("num_attention_heads", 16)
                .putNull("sliding_window")
                .putNull("head_dim")
                .putNull("num_key_value_heads"));
    assertThat(windows(spec)).containsOnly(0);
    assertThat(spec.attention().keyHeads()).isEqualTo(16);
    assertThat(spec.attention().headSize()).isEqualTo(4);
  }

  @Test
  void qwen3HasHeadsOf128() {
    assertThat(spec(config("qwen3").put("num_key_value_heads", 8)).attention().headSize())
        .isEqualTo(128);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "qwen3"})
  void qwenSlidesWhereItIsSwitchedOn(String type) {
    ObjectNode config = config(type).put("num_key_value_heads", 8).put("max_window_layers", 2);
    assertThat(windows(spec(config))).containsOnly(0);
    assertThat(windows(spec(config.put("sliding_window", 16)))).containsOnly(0);
    config.put("use_sliding_window", true);
    assertThat(windows(spec(config))).containsExactly(0, 0, 16, 16);
    assertThat(windows(spec(config.without("sliding_window")))).containsExactly(0, 0, 4096, 4096);
    assertThat(windows(spec(config.putNull("sliding_window")))).containsOnly(0);
  }

  @Test
  void llamaHasAsManyHeadsOfKeysAsOfQueries() {
    DecoderSpec spec = spec(config("llama"));
    assertThat(spec.attention().keyHeads()).isEqualTo(8);
    assertThat(spec.attention().headSize()).isEqualTo(8);
    assertThat(spec.maxTokens()).isEqualTo(2048);
    assertThat(spec.norm().epsilon()).isEqualTo(1e-6f);
    assertThat(base(spec, 0)).isEqualTo(10_000);
  }

  @Test
  void phi3HasNoWindow() {
    DecoderSpec spec = spec(config("phi3"));
    assertThat(windows(spec)).containsOnly(0);
    assertThat(spec.norm().epsilon()).isEqualTo(1e-5f);
    assertThat(spec.maxTokens()).isEqualTo(4096);
  }

  /** transformers 4 writes rope_theta beside the parameters, transformers 5 within them. */
  @Test
  void theBaseMayStandBesideTheParameters() {
    ObjectNode config = config("llama").put("rope_theta", 500_000);
    assertThat(base(spec(config), 0)).isEqualTo(500_000);
    config.putObject("rope_parameters").put("rope_type", "default");
    assertThat(base(spec(config), 0)).isEqualTo(500_000);
    config.withObject("rope_parameters").put("rope_theta", 20_000);
    assertThat(base(spec(config), 0)).isEqualTo(20_000);
  }

  @Test
  void aMixtureOfExpertsIsNamedWhereverItIsSaid() {
    ObjectNode config = config("gemma3");
    config.putObject("text_config").put("num_experts", 8);
    assertThatThrownBy(() -> spec(config))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("'num_experts' says that this is a mixture of experts");
  }
}
