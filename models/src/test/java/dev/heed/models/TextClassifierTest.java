package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.ProblemType;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts to labels, on a tiny model with random weights. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.heed.models.InstalledBackends#names")
class TextClassifierTest {
  @TempDir Path folder;
  private final String backendName;
  private Backend backend;

  TextClassifierTest(String backendName) {
    this.backendName = backendName;
  }

  @BeforeEach
  void open() {
    backend = InstalledBackends.open(backendName);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private TextClassifier load(TinyModel model) {
    return TextClassifier.load(model.write(folder), ModelOptions.DEFAULT.withBackend(backend));
  }

  private static TinyModel threeLabels(String problem) {
    TinyModel model = TinyModel.classifier("sad", "glad", "neither");
    model.config().put("problem_type", problem);
    return model;
  }

  private static double score(Classification verdict, String label) {
    return verdict.scores().stream()
        .filter(score -> score.label().equals(label))
        .findFirst()
        .orElseThrow()
        .score();
  }

  @Test
  void oneLabelOfSeveralIsASoftmaxOverTheLogits() {
    try (TextClassifier classifier = load(TinyModel.classifier("sad", "glad", "neither"))) {
      assertThat(classifier.problem()).isEqualTo(ProblemType.SINGLE_LABEL);
      float[] logits = classifier.model().logits(TokenBatch.of(2, 5, 7, 3))[0];
      Classification verdict = classifier.classify("the cat");
      double sum = Math.exp(logits[0]) + Math.exp(logits[1]) + Math.exp(logits[2]);
      assertThat(score(verdict, "sad")).isCloseTo(Math.exp(logits[0]) / sum, within(1e-12));
      assertThat(score(verdict, "glad")).isCloseTo(Math.exp(logits[1]) / sum, within(1e-12));
      assertThat(score(verdict, "neither")).isCloseTo(Math.exp(logits[2]) / sum, within(1e-12));
      assertThat(verdict.tokens()).isEqualTo(4);
    }
  }

  @Test
  void theBestLabelComesFirst() {
    try (TextClassifier classifier = load(TinyModel.classifier("sad", "glad", "neither"))) {
      Classification verdict = classifier.classify("the red dog");
      assertThat(verdict.scores())
          .isSortedAccordingTo(
              Comparator.comparingDouble(Classification.LabelScore::score).reversed());
      assertThat(verdict.best()).isEqualTo(verdict.scores().getFirst());
    }
  }

  @Test
  void severalLabelsAtOnceAreASigmoidOfEachLogit() {
    try (TextClassifier classifier = load(threeLabels("multi_label_classification"))) {
      float logit = classifier.model().logits(TokenBatch.of(2, 5, 7, 3))[0][1];
      assertThat(score(classifier.classify("the cat"), "glad"))
          .isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-12));
    }
  }

  @Test
  void aRegressionGivesItsRawValues() {
    try (TextClassifier classifier = load(threeLabels("regression"))) {
      float logit = classifier.model().logits(TokenBatch.of(2, 5, 7, 3))[0][2];
      assertThat(score(classifier.classify("the cat"), "neither")).isEqualTo(logit);
    }
  }

  @Test
  void aPairIsOneSequenceOfTwoTypes() {
    try (TextClassifier classifier = load(threeLabels("regression"))) {
      int[] ids = {2, 5, 7, 3, 8, 3};
      int[] types = {0, 0, 0, 0, 1, 1};
      float logit = classifier.model().logits(TokenBatch.of(List.of(ids), List.of(types)))[0][0];
      assertThat(score(classifier.classifyPair("the cat", "dog"), "sad")).isEqualTo(logit);
    }
  }

  @Test
  void aTextGetsTheSameScoresInEveryBatch() {
    try (TextClassifier classifier = load(threeLabels("regression"))) {
      List<String> texts = List.of("the cat", TinyModel.words(25, 1), "red", "who ran ?", "");
      List<Classification> together = classifier.classify(texts);
      for (int t = 0; t < texts.size(); t++) {
        assertThat(together.get(t)).isEqualTo(classifier.classify(texts.get(t)));
      }
    }
  }

  @Test
  void aPairThatDoesNotFitIsAnErrorWithWhatToDo() {
    Path model = threeLabels("regression").write(folder);
    ModelOptions options = ModelOptions.DEFAULT.withBackend(backend).withMaxTokens(4);
    try (TextClassifier classifier = TextClassifier.load(model, options)) {
      assertThat(classifier.classify("the cat").tokens()).isEqualTo(4);
      assertThatThrownBy(() -> classifier.classifyPair("the cat", "dog"))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("two texts together take 5 tokens at least; the limit is 4");
    }
  }

  @Test
  void labelsAreThoseOfTheConfiguration() {
    try (TextClassifier classifier = load(TinyModel.classifier("sad", "glad"))) {
      assertThat(classifier.labels()).containsExactly("sad", "glad");
    }
  }

  @Test
  void anEncoderWithoutHeadIsRefused() {
    assertThatThrownBy(() -> load(TinyModel.encoder()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no classification head");
  }
}
