package dev.heed.models.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.Embedding;
import dev.heed.models.SharedData;
import dev.heed.models.TextEmbedder;
import dev.heed.models.load.BuiltInModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same file, the same token ids, the same vectors: 1,000 questions to a bank. */
class OnnxRuntimeAgreementTest {
  private static final int TEXTS = 1_000;

  /** How two runs of one model differ. */
  private record Difference(double greatestComponent, double leastCosine) {}

  @ParameterizedTest
  @CsvSource({
    "all-minilm-l6-v2, all-minilm-l6-v2.onnx",
    "bge-small-en-v15, bge-small-en-v1.5.onnx",
    "e5-small-v2, e5-small-v2.onnx"
  })
  void everyComponentAgrees(String model, String resource) throws Exception {
    Difference difference = compare(model, resource);
    assertThat(difference.greatestComponent()).isLessThanOrEqualTo(5e-6);
  }

  /** ONNX Runtime rounds activations to 8 bits as well, which Heed does not: close, but no more. */
  @Test
  void eightBitWeightsPointTheSameWay() throws Exception {
    Difference difference = compare("all-minilm-l6-v2-q", "all-minilm-l6-v2-q.onnx");
    assertThat(difference.leastCosine()).isGreaterThan(0.95);
  }

  private static Difference compare(String model, String resource) throws Exception {
    Assumptions.assumeTrue(
        BuiltInModel.named(model).orElseThrow().isPresent(),
        () -> "skipped: the jar of " + model + " is absent; add the profile models-more");
    List<String> texts = questions();
    try (TextEmbedder embedder = TextEmbedder.load(model);
        OnnxRuntimeEncoder peer = new OnnxRuntimeEncoder(resource)) {
      List<Embedding> embeddings = embedder.embed(texts);
      double greatest = 0;
      double leastCosine = 1;
      for (int t = 0; t < texts.size(); t++) {
        int[] ids = embedder.tokenizer().encode(texts.get(t)).ids();
        double[] expected = peer.embed(ids, embedder.settings().pooling());
        float[] actual = embeddings.get(t).vector();
        assertThat(actual).hasSize(expected.length);
        double cosine = 0;
        for (int d = 0; d < expected.length; d++) {
          greatest = Math.max(greatest, Math.abs(actual[d] - expected[d]));
          cosine += actual[d] * expected[d];
        }
        leastCosine = Math.min(leastCosine, cosine);
      }
      // Surefire shows what is printed; what is reported to JUnit goes nowhere.
      System.out.printf(
          "%s, %,d texts: components differ by %.2e at most, cosines are %.6f at least%n",
          model, texts.size(), greatest, leastCosine);
      return new Difference(greatest, leastCosine);
    }
  }

  /** The first column of a CSV file whose quoted texts may hold commas, quotes and line ends. */
  private static List<String> questions() throws IOException {
    String csv = Files.readString(SharedData.path("data/banking77/test.csv"));
    List<String> texts = new ArrayList<>();
    int at = csv.indexOf('\n') + 1;
    while (texts.size() < TEXTS) {
      StringBuilder text = new StringBuilder();
      boolean quoted = csv.charAt(at) == '"';
      at += quoted ? 1 : 0;
      while (csv.charAt(at) != (quoted ? '"' : ',') || (quoted && csv.charAt(at + 1) == '"')) {
        at += quoted && csv.charAt(at) == '"' ? 1 : 0;
        text.append(csv.charAt(at++));
      }
      texts.add(text.toString());
      at = csv.indexOf('\n', at) + 1;
    }
    return texts;
  }
}
