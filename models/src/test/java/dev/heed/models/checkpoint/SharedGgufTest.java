package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.SharedData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real files; what is expected of them is what Python's gguf and their makers say. */
class SharedGgufTest {
  private static ModelFiles smollm2() {
    return ModelFiles.open(SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf"));
  }

  @Test
  void smolLm2HasItsTensors() {
    try (ModelFiles model = smollm2()) {
      Checkpoint checkpoint = model.checkpoint();
      assertThat(checkpoint.names()).hasSize(272).contains("model.layers.29.mlp.up_proj.weight");
      Map<FileDType, Integer> types = new TreeMap<>();
      Map<FileDType, Long> bytes = new TreeMap<>();
      checkpoint
          .tensors()
          .forEach(tensor -> {
            types.merge(tensor.dtype(), 1, Integer::sum);
            bytes.merge(tensor.dtype(), tensor.data().byteSize(), Long::sum);
          });
      assertThat(types)
          .isEqualTo(Map.of(FileDType.Q4_1, 210, FileDType.Q8_0, 1, FileDType.F32, 61));
      assertThat(bytes)
          .isEqualTo(
              Map.of(
                  FileDType.Q4_1,
                  66_355_200L,
                  FileDType.Q8_0,
                  30_081_024L,
                  FileDType.F32,
                  140_544L));
      assertThat(checkpoint.tensors().stream().mapToLong(StoredTensor::elements).sum())
          .isEqualTo(134_515_008);
      assertThat(checkpoint.tensor("model.layers.3.self_attn.k_proj.weight").shape())
          .containsExactly(192L, 576L);
    }
  }

  /** CRC-32 of all floats, as Python's gguf 0.19.0 dequantizes them, in the order of the file. */
  @Test
  void smolLm2HasTheFloatsThatPythonReads() {
    CRC32 crc = new CRC32();
    ByteBuffer bytes = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    try (ModelFiles model = smollm2()) {
      for (StoredTensor tensor : model.checkpoint().tensors()) {
        int step = (int) (bytes.capacity() / Float.BYTES / tensor.rowSize());
        float[] rows = new float[(int) (step * tensor.rowSize())];
        for (long row = 0; row < tensor.rows(); row += step) {
          int count = (int) Math.min(step, tensor.rows() - row);
          tensor.readRows(row, count, rows, 0);
          int floats = (int) (count * tensor.rowSize());
          bytes.asFloatBuffer().put(rows, 0, floats);
          crc.update(bytes.array(), 0, Float.BYTES * floats);
        }
      }
    }
    assertThat(crc.getValue()).isEqualTo(0x79a02f71L);
  }

  @Test
  void smolLm2HasItsSettings() {
    try (ModelFiles model = smollm2()) {
      JsonNode expected =
          JsonMapper.shared()
              .readTree(
                  """
                  {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 576,
                   "num_hidden_layers": 30, "num_attention_heads": 9, "num_key_value_heads": 3, "head_dim": 64,
                   "intermediate_size": 1536, "max_position_embeddings": 8192, "rms_norm_eps": 1e-5,
                   "hidden_act": "silu", "rope_theta": 100000.0, "heed": {"rope_pairing": "interleaved"},
                   "attention_bias": false, "mlp_bias": false, "tie_word_embeddings": true, "vocab_size": 49152,
                   "bos_token_id": 1, "pad_token_id": 2, "unk_token_id": 0, "eos_token_id": [2, 0]}
                  """);
      assertThat(JsonMapper.shared().readTree(model.config().toString())).isEqualTo(expected);
      GgufMetadata metadata = model.ggufMetadata().orElseThrow();
      assertThat(metadata.strings("tokenizer.ggml.merges").orElseThrow())
          .hasSize(48_900)
          .startsWith("Ġ t", "Ġ a", "i n");
      assertThat(metadata.string("tokenizer.chat_template").orElseThrow())
          .startsWith("{% for message in messages %}");
      assertThat(model.checkpoint().metadata()).containsEntry("general.license", "apache-2.0");
      assertThat(model.weightFiles()).hasSize(1);
      assertThat(model.tokenizerJson()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bert-bge, bert, 30522, [unused0]",
    "gpt-2, gpt2, 50257, '\"'",
    "llama-spm, llama, 32000, <s>",
    "starcoder, starcoder2, 49152, <fim_prefix>"
  })
  void aVocabularyOpens(String name, String architecture, int tokens, String second) {
    try (ModelFiles files =
        ModelFiles.open(SharedData.path("data/tokenizers/ggml-vocab-" + name + ".gguf"))) {
      assertThat(files.checkpoint().names()).isEmpty();
      assertThat(files.config().path("model_type").asString()).isEqualTo(architecture);
      assertThat(files.config().path("vocab_size").asInt()).isEqualTo(tokens);
      assertThat(files.ggufMetadata().orElseThrow().strings("tokenizer.ggml.tokens").orElseThrow())
          .hasSize(tokens)
          .element(1)
          .isEqualTo(second);
    }
  }

  @Test
  void aModelOfLlama2cOpens() {
    try (ModelFiles model = ModelFiles.open(SharedData.path("data/stories260K/stories260K.bin"))) {
      assertThat(model.config().path("hidden_size").asInt()).isEqualTo(64);
      assertThat(model.config().path("num_key_value_heads").asInt()).isEqualTo(4);
      assertThat(model.checkpoint().names()).hasSize(1 + 5 * 9 + 1);
      assertThat(model.checkpoint().tensor("model.norm.weight", 64).toFloats()[0])
          .isEqualTo(2.458309f);
      assertThat(model.llama2cTokenizer())
          .hasValueSatisfying(tokenizer -> assertThat(tokenizer.origin()).endsWith("tok512.bin"));
    }
  }

  @Test
  void itsFolderStandsForAModelOfLlama2c() {
    try (ModelFiles model = ModelFiles.open(SharedData.path("data/stories260K"))) {
      assertThat(model.config().path("vocab_size").asInt()).isEqualTo(512);
      assertThat(model.llama2cTokenizer()).isPresent();
    }
  }
}
