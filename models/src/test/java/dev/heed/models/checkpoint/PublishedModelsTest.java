package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Published models against each other. Most of their jars come with the profile {@code
 * models-more}, the folder of all-MiniLM-L6-v2 by the property {@code heed.minilm.folder}; what is
 * absent is skipped.
 */
class PublishedModelsTest {
  private static OnnxEncoder encoder(String name) {
    URL resource = PublishedModelsTest.class.getClassLoader().getResource(name + ".onnx");
    assumeTrue(
        resource != null,
        () -> "skipped: " + name + " is not on the class path; add -Pmodels-more");
    return OnnxEncoder.read(Objects.requireNonNull(resource));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bge-small-en-v1.5", "bge-small-en-v1.5-q", "e5-small-v2", "e5-small-v2-q"})
  void smallModelsOfTwelveLayersAreRecovered(String name) {
    try (OnnxEncoder encoder = encoder(name)) {
      assertThat(encoder.config().get("num_hidden_layers").asInt()).isEqualTo(12);
      assertThat(encoder.config().get("num_attention_heads").asInt()).isEqualTo(12);
      assertThat(encoder.checkpoint().names()).hasSize(5 + 12 * 16);
      assertThat(
              encoder
                  .checkpoint()
                  .tensor("encoder.layer.11.output.dense.weight", 384, 1536)
                  .toFloats())
          .doesNotContain(Float.NaN);
    }
  }

  /** The int8 files were made from the float ones, by another program than this one. */
  @ParameterizedTest
  @CsvSource({"all-minilm-l6-v2, 6", "bge-small-en-v1.5, 12", "e5-small-v2, 12"})
  void anInt8ModelIsItsFloatModelRounded(String name, int layers) {
    try (OnnxEncoder floats = encoder(name);
        OnnxEncoder rounded = encoder(name + "-q")) {
      assertThat(rounded.checkpoint().names()).isEqualTo(floats.checkpoint().names());
      int quantized = 0;
      for (StoredTensor tensor : rounded.checkpoint().tensors()) {
        float[] exact = floats.checkpoint().tensor(tensor.name()).toFloats();
        Quantization quantization = tensor.quantization();
        if (quantization == null) {
          assertThat(Arrays.equals(tensor.toFloats(), exact)).as(tensor.name()).isTrue();
        } else {
          quantized++;
          assertThat(largestError(tensor, quantization, exact))
              .as(tensor.name())
              .isLessThanOrEqualTo(0.501);
        }
      }
      assertThat(quantized).isEqualTo(3 + 6 * layers);
    }
  }

  /**
   * In steps of the element's own scale: rows of a linear weight have one each, a table has one.
   */
  private static double largestError(
      StoredTensor tensor, Quantization quantization, float[] exact) {
    float[] floats = tensor.toFloats();
    int rowSize = Math.toIntExact(tensor.rowSize());
    double largest = 0;
    for (int i = 0; i < floats.length; i++) {
      double step = quantization.scale(quantization.perColumn() ? i / rowSize : 0);
      largest = Math.max(largest, Math.abs((double) floats[i] - exact[i]) / step);
    }
    return largest;
  }

  @Test
  void theOnnxFileAndTheFolderOfMiniLmHoldTheSameBits() {
    String folder = System.getProperty("heed.minilm.folder");
    assumeTrue(
        folder != null && Files.isDirectory(Path.of(folder)),
        "skipped: name the Hugging Face folder of all-MiniLM-L6-v2 by -Dheed.minilm.folder");
    try (OnnxEncoder encoder = encoder("all-minilm-l6-v2");
        ModelFiles model = ModelFiles.open(Path.of(Objects.requireNonNull(folder)))) {
      for (StoredTensor tensor : encoder.checkpoint().tensors()) {
        StoredTensor published = model.checkpoint().tensor(tensor.name());
        assertThat(tensor.shape()).as(tensor.name()).isEqualTo(published.shape());
        assertThat(Arrays.equals(tensor.toFloats(), published.toFloats()))
            .as(tensor.name())
            .isTrue();
      }
      List<String> onlyInTheFolder =
          model.checkpoint().names().stream()
              .filter(name -> !encoder.checkpoint().contains(name))
              .toList();
      assertThat(onlyInTheFolder)
          .containsExactlyInAnyOrder(
              "embeddings.position_ids", "pooler.dense.bias", "pooler.dense.weight");
      SentenceSettings settings = model.sentenceSettings().orElseThrow();
      assertThat(settings.pooling()).containsExactly(SentenceSettings.Pooling.MEAN);
      assertThat(settings.normalize()).isTrue();
      assertThat(settings.maxTokens()).hasValue(256);
      assertThat(model.config().get("num_hidden_layers").asInt()).isEqualTo(6);
    }
  }
}
