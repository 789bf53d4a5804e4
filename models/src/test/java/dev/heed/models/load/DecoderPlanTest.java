package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.Usage;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyDecoder;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.checkpoint.FileDType;
import dev.heed.models.checkpoint.GgufWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors of a decoder that are absent, or not of the shape that its settings want. */
class DecoderPlanTest {
  @TempDir Path folder;
  private Backend backend;

  @BeforeEach
  void open() {
    backend = InstalledBackends.openAny();
  }

  @AfterEach
  void nothingIsLeftOnTheBackend() {
    assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
    backend.close();
  }

  private DecoderModel load(Path model) {
    try (ModelSource source = ModelSource.open(model)) {
      return DecoderPlan.of(source).load(source.checkpoint(), backend);
    }
  }

  private void isRefused(Path model, String tensor, String... more) {
    List<String> parts = new ArrayList<>(List.of(model.toString(), "'" + tensor + "'"));
    parts.addAll(List.of(more));
    assertThatThrownBy(() -> load(model))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(parts.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "model.embed_tokens.weight, 49, 50",
    "lm_head.weight, 51, 50",
    "model.layers.0.self_attn.q_proj.weight, 16, 32",
    "model.layers.1.self_attn.k_proj.weight, 32, 16",
    "model.layers.2.mlp.gate_proj.weight, 35, 36",
  })
  void aWrongNumberOfRowsIsNamedWithTheExpectedOne(String tensor, int rows, int expected) {
    isRefused(
        TinyDecoder.llama(8).reshaped(tensor, rows, 24).write(folder),
        tensor,
        "[%d, 24]".formatted(rows),
        "[%d, 24]".formatted(expected));
  }

  @Test
  void aNormOfAnotherWidthIsNamedWithTheExpectedOne() {
    String tensor = "model.layers.1.post_attention_layernorm.weight";
    isRefused(TinyDecoder.llama(8).reshaped(tensor, 23).write(folder), tensor, "[23]", "[24]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.embed_tokens.weight",
        "lm_head.weight",
        "model.norm.weight",
        "model.layers.0.self_attn.o_proj.weight",
        "model.layers.2.mlp.down_proj.weight"
      })
  void anAbsentTensorIsNamed(String tensor) {
    isRefused(TinyDecoder.llama(8).without(tensor).write(folder), tensor);
  }

  @ParameterizedTest
  @CsvSource({
    "qwen2, , model.layers.0.self_attn.q_proj.bias",
    "llama, attention_bias, model.layers.0.self_attn.q_proj.bias",
    "llama, mlp_bias, model.layers.0.mlp.gate_proj.bias",
    "qwen3, , model.layers.0.self_attn.q_norm.weight",
  })
  void whatTheSettingsWantAndTheFileHasNotIsNamed(String type, String setting, String tensor) {
    TinyDecoder model = TinyDecoder.llama(8);
    model.config().put("model_type", type);
    if (setting != null) {
      model.config().put(setting, true);
    }
    isRefused(model.write(folder), tensor);
  }

  /** The tensors of a model of one layer, by the names that the file has for them. */
  private static SequencedMap<String, long[]> gguf() {
    SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("token_embd.weight", new long[] {10, 32});
    shapes.put("output.weight", new long[] {10, 32});
    shapes.put("output_norm.weight", new long[] {32});
    shapes.put("blk.0.attn_norm.weight", new long[] {32});
    shapes.put("blk.0.attn_q.weight", new long[] {32, 32});
    shapes.put("blk.0.attn_k.weight", new long[] {16, 32});
    shapes.put("blk.0.attn_v.weight", new long[] {16, 32});
    shapes.put("blk.0.attn_output.weight", new long[] {32, 32});
    shapes.put("blk.0.ffn_norm.weight", new long[] {32});
    shapes.put("blk.0.ffn_gate.weight", new long[] {64, 32});
    shapes.put("blk.0.ffn_up.weight", new long[] {64, 32});
    shapes.put("blk.0.ffn_down.weight", new long[] {32, 64});
    return shapes;
  }

  private Path write(String architecture, Map<String, long[]> shapes) {
    GgufWriter writer =
        GgufWriter.of(architecture)
            .put(architecture + ".block_count", 1)
            .put(architecture + ".context_length", 8)
            .put(architecture + ".embedding_length", 32)
            .put(architecture + ".feed_forward_length", 64)
            .put(architecture + ".attention.head_count", 4)
            .put(architecture + ".attention.head_count_kv", 2)
            .put(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f)
            .put(architecture + ".vocab_size", 10);
    shapes.forEach((name, shape) ->
        writer.zeros(name, shape.length == 1 ? FileDType.F32 : FileDType.Q8_0, shape));
    return writer.write(folder.resolve("model.gguf"));
  }

  @Test
  void aGgufFileThatAgreesIsLoaded() {
    try (DecoderModel model = load(write("llama", gguf()))) {
      assertThat(model.spec().vocabulary()).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "output.weight, 11, lm_head.weight, 10",
    "blk.0.attn_q.weight, 16, model.layers.0.self_attn.q_proj.weight, 32",
    "blk.0.attn_v.weight, 32, model.layers.0.self_attn.v_proj.weight, 16",
    "blk.0.ffn_up.weight, 65, model.layers.0.mlp.up_proj.weight, 64",
  })
  void aWrongNumberOfRowsInAGgufFileIsNamed(String name, int rows, String tensor, int expected) {
    SequencedMap<String, long[]> shapes = gguf();
    shapes.put(name, new long[] {rows, 32});
    isRefused(
        write("llama", shapes), tensor, "[%d, 32]".formatted(rows), "[%d, 32]".formatted(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "blk.0.attn_norm.weight, model.layers.0.input_layernorm.weight",
    "blk.0.attn_k.weight, model.layers.0.self_attn.k_proj.weight",
    "blk.0.ffn_down.weight, model.layers.0.mlp.down_proj.weight",
    "output_norm.weight, model.norm.weight",
  })
  void whatAGgufFileHasNotIsNamed(String name, String tensor) {
    SequencedMap<String, long[]> shapes = gguf();
    shapes.remove(name);
    isRefused(write("llama", shapes), tensor);
  }

  @Test
  void aGgufFileWithoutTheBiasesOfItsFamilyIsRefused() {
    isRefused(write("qwen2", gguf()), "model.layers.0.self_attn.q_proj.bias");
  }

  /** llama.cpp's rule: then the embeddings are the output, too. */
  @Test
  void aGgufFileWithoutAnOutputHasItTied() {
    SequencedMap<String, long[]> shapes = gguf();
    shapes.remove("output.weight");
    try (DecoderModel model = load(write("llama", shapes))) {
      assertThat(model.spec().tied()).isTrue();
    }
  }
}
