package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.models.CrossEncoder.Ranked;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.spec.ModelException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Query and passage to a score, on a tiny model with random weights. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.heed.models.InstalledBackends#names")
class CrossEncoderTest {
  private static final List<String> PASSAGES =
      List.of("the cat sat on the mat", "red", "a dog ran fast , who ?", "red");

  @TempDir Path folder;
  private final String backendName;
  private Backend backend;

  CrossEncoderTest(String backendName) {
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

  private CrossEncoder load(TinyModel model) {
    return CrossEncoder.load(model.write(folder), ModelOptions.DEFAULT.withBackend(backend));
  }

  @Test
  void aPairIsOneSequenceOfTwoTypes() {
    try (CrossEncoder encoder = load(TinyModel.classifier("relevance"))) {
      int[] ids = {2, 24, 10, 3, 5, 7, 9, 3}; // [CLS] who ran [SEP] the cat sat [SEP]
      int[] types = {0, 0, 0, 0, 1, 1, 1, 1};
      float logit = encoder.model().logits(TokenBatch.of(List.of(ids), List.of(types)))[0][0];
      assertThat(encoder.score("who ran", "the cat sat")).isEqualTo(logit);
    }
  }

  @Test
  void aPassageGetsTheSameScoreInEveryBatch() {
    try (CrossEncoder encoder = load(TinyModel.classifier("relevance"))) {
      float[] scores = encoder.score("who ran", PASSAGES);
      for (int p = 0; p < PASSAGES.size(); p++) {
        assertThat(scores[p]).isEqualTo(encoder.score("who ran", PASSAGES.get(p)));
      }
    }
  }

  @Test
  void rankingPutsTheBestFirstAndKeepsTheOrderOfEquals() {
    try (CrossEncoder encoder = load(TinyModel.classifier("relevance"))) {
      float[] scores = encoder.score("who ran", PASSAGES);
      List<CrossEncoder.Ranked> ranked = encoder.rank("who ran", PASSAGES);
      assertThat(ranked).hasSize(4);
      for (int r = 0; r < ranked.size(); r++) {
        assertThat(ranked.get(r).score()).isEqualTo(scores[ranked.get(r).index()]);
        if (r > 0) {
          assertThat(ranked.get(r).score()).isLessThanOrEqualTo(ranked.get(r - 1).score());
        }
      }
      List<Integer> order = ranked.stream().map(CrossEncoder.Ranked::index).toList();
      assertThat(order.indexOf(1)).isLessThan(order.indexOf(3));
    }
  }

  @Test
  void aPassageThatIsCutSaysSo() {
    try (CrossEncoder encoder = load(TinyModel.classifier("relevance"))) {
      // [CLS] who ran [SEP] … [SEP] leaves 27 of 32 tokens to a passage.
      List<String> passages = List.of(TinyModel.words(27, 1), TinyModel.words(28, 1));
      assertThat(encoder.maxTokens()).isEqualTo(32);
      List<CrossEncoder.Ranked> ranked = encoder.rank("who ran", passages);
      assertThat(ranked).filteredOn(passage -> passage.index() == 0).noneMatch(Ranked::truncated);
      assertThat(ranked).filteredOn(passage -> passage.index() == 1).allMatch(Ranked::truncated);
    }
  }

  @Test
  void aLimitThatLeavesNoRoomForBothIsRefused() {
    Path model = TinyModel.classifier("relevance").write(folder);
    ModelOptions options = ModelOptions.DEFAULT.withBackend(backend).withMaxTokens(4);
    assertThatThrownBy(() -> CrossEncoder.load(model, options))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("takes pairs of texts of 5 to 32 tokens; 4 were asked for");
  }

  @ParameterizedTest
  @CsvSource({"OnlyFirst, first, the, 40", "OnlySecond, second, 40, the"})
  void aTextThatMustStayWholeAndIsTooLongIsAnErrorWithWhatToDo(
      String strategy, String cut, String query, String passage) {
    Path model = TinyModel.classifier("relevance").write(folder);
    TinyModel.tokenizerJson(
        model, "{'max_length': 32, 'strategy': '" + strategy + "', 'stride': 0}");
    try (CrossEncoder encoder =
        CrossEncoder.load(model, ModelOptions.DEFAULT.withBackend(backend))) {
      assertThatThrownBy(() -> encoder.score(text(query), text(passage)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(folder + "': two texts do not fit into 32 tokens")
          .hasMessageContaining("only the " + cut + " text may be cut")
          .hasMessageContaining("none of the 29 tokens that there is room for; shorten the other");
    }
  }

  private static String text(String words) {
    return words.equals("40") ? TinyModel.words(40, 1) : words;
  }

  @Test
  void anEncoderWithoutHeadIsRefused() {
    assertThatThrownBy(() -> load(TinyModel.encoder()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("one score per pair");
  }

  @Test
  void aHeadWithSeveralLabelsIsRefused() {
    assertThatThrownBy(() -> load(TinyModel.classifier("yes", "no")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("one score per pair");
  }
}
