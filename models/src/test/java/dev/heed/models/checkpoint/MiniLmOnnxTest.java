package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.SharedData;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The weights of all-MiniLM-L6-v2, from the ONNX file inside the jar of langchain4j. */
class MiniLmOnnxTest {
  private static OnnxModel model;
  private static Checkpoint checkpoint;
  private static OnnxEncoder encoder;

  @BeforeAll
  static void read() {
    URL resource =
        Objects.requireNonNull(
            MiniLmOnnxTest.class.getClassLoader().getResource("all-minilm-l6-v2.onnx"));
    model = OnnxModel.read(resource);
    encoder = OnnxEncoder.of(model);
    checkpoint = encoder.checkpoint();
  }

  @AfterAll
  static void close() {
    encoder.close();
  }

  @Test
  void everyLinearWeightIsTheInitializerThatTheNameMapSays() {
    Path map = SharedData.path("data/minilm/minilm-onnx-weight-names.json");
    JsonNode names = JsonMapper.shared().readTree(map.toFile());
    assertThat(names).hasSize(36);
    for (Map.Entry<String, JsonNode> name : names.properties()) {
      MemorySegment recovered = checkpoint.tensor(name.getKey()).data();
      MemorySegment stored = model.initializer(name.getValue().asString()).orElseThrow().data();
      assertThat(recovered.mismatch(stored)).as(name.getKey()).isEqualTo(-1);
      assertThat(recovered.address()).as(name.getKey()).isEqualTo(stored.address());
    }
  }

  @Test
  void tensorsThatKeptTheirNamesAreFoundUnderThem() {
    List<StoredTensor> named =
        model.initializers().values().stream()
            .filter(t -> t.name().startsWith("encoder.") || t.name().startsWith("embeddings."))
            .filter(t -> t.dtype() == FileDType.F32)
            .toList();
    assertThat(named).hasSize(65);
    for (StoredTensor tensor : named) {
      assertThat(checkpoint.tensor(tensor.name()).data().address())
          .isEqualTo(tensor.data().address());
    }
  }

  @Test
  void thereIsNothingElse() {
    assertThat(checkpoint.names()).hasSize(36 + 65);
  }

  @Test
  void shapesAreThoseOfHuggingFace() {
    assertThat(checkpoint.tensor("encoder.layer.5.intermediate.dense.weight").shape())
        .containsExactly(1536L, 384L);
    assertThat(checkpoint.tensor("encoder.layer.5.output.dense.weight").shape())
        .containsExactly(384L, 1536L);
    assertThat(checkpoint.tensor("embeddings.word_embeddings.weight").shape())
        .containsExactly(30522L, 384L);
  }

  @Test
  void aLinearWeightIsReadTurned() {
    StoredTensor weight = checkpoint.tensor("encoder.layer.3.intermediate.dense.weight");
    float[] floats = weight.toFloats();
    for (int out = 0; out < 1536; out += 101) {
      for (int in = 0; in < 384; in += 37) {
        float stored = weight.data().getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, in * 1536L + out);
        assertThat(floats[out * 384 + in]).isEqualTo(stored);
      }
    }
  }

  @Test
  void theGraphSaysWhatAConfigurationWould() {
    assertThat(encoder.config())
        .hasToString(
            "{\"model_type\":\"bert\",\"vocab_size\":30522,\"max_position_embeddings\":512,\"hidden_size\":384,"
                + "\"num_hidden_layers\":6,\"num_attention_heads\":12,\"intermediate_size\":1536,"
                + "\"hidden_act\":\"gelu\",\"layer_norm_eps\":1.0E-12,\"type_vocab_size\":2}");
  }
}
