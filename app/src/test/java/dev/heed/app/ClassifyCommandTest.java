package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ClassifyCommandTest {
  @TempDir Path folder;

  @Test
  void scoresAreTheSoftmaxOfTheReferenceLogits() throws IOException {
    try (GoldenModel golden = new GoldenModel("distilbert-classification")) {
      int[] ids = golden.ids(1);
      Path model = golden.withVocabulary(folder.resolve("model"), ids[0], ids[ids.length - 1]);
      HeedRun run =
          HeedRun.of(
              "classify",
              model.toString(),
              "--json",
              "--text",
              GoldenModel.words(ids, 1, ids.length - 1));
      JsonNode scores = run.json().get("scores");
      double[] expected = softmax(golden.values(1, "logits"));
      for (int l = 0; l < expected.length; l++) {
        assertThat(scores.get("LABEL_" + l).doubleValue()).isCloseTo(expected[l], within(1e-4));
      }
    }
  }

  @Test
  void aLineIsScoreLabelAndText() throws IOException {
    HeedRun run = HeedRun.withInput("the cat\n\nthe dog\n", "classify", tiny());
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines())
        .hasSize(3)
        .allMatch(line -> line.matches("[01]\\.\\d{4}\t(cat|dog)\t.*"));
  }

  @Test
  void textsThatWereCutAreCounted() throws IOException {
    HeedRun run = HeedRun.withInput("the cat sat\nthe\n", "classify", tiny(), "--max-tokens", "4");
    assertThat(run.exit()).isZero();
    assertThat(run.err()).contains("warning: 1 of 2 texts was cut");
  }

  @Test
  void withJsonAllScoresAreThere() throws IOException {
    List<JsonNode> rows =
        HeedRun.withInput("the cat\nthe dog\n", "classify", tiny(), "--json").jsonLines();
    assertThat(rows).hasSize(2);
    assertThat(rows.getLast().propertyNames())
        .containsExactly("index", "text", "label", "score", "scores", "tokens", "truncated");
    assertThat(rows.getLast().get("scores").propertyNames())
        .containsExactlyInAnyOrder("cat", "dog");
    assertThat(rows.getLast().get("index").intValue()).isEqualTo(1);
  }

  @Test
  void aModelWithoutSuchAHeadIsRefused() throws IOException {
    String encoder = TinyBert.encoder(folder.resolve("encoder")).toString();
    HeedRun run = HeedRun.withInput("x", "classify", encoder);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).startsWith("heed: error: ").contains("no classification head");
  }

  @Test
  void aTextAndAFileAreOneTooMany() throws IOException {
    HeedRun run = HeedRun.of("classify", tiny(), "file.txt", "--text", "x");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--text");
  }

  @ParameterizedTest
  @CsvSource({
    "all-minilm-l6-v2, has no classification head",
    "absent-model, neither a file or folder nor one of the built-in models"
  })
  void aModelThatIsNoneIsExplained(String model, String message) {
    HeedRun run = HeedRun.withInput("x", "classify", model);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).contains(model, message);
  }

  private String tiny() throws IOException {
    return TinyBert.classifier(folder.resolve("tiny"), "\"0\": \"cat\", \"1\": \"dog\"").toString();
  }

  private static double[] softmax(float[] logits) {
    double[] scores = new double[logits.length];
    double sum = 0;
    for (int l = 0; l < logits.length; l++) {
      scores[l] = Math.exp(logits[l]);
      sum += scores[l];
    }
    for (int l = 0; l < logits.length; l++) {
      scores[l] /= sum;
    }
    return scores;
  }
}
