package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.spec.ModelException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Query and passage to a score, on a tiny model with random weights. */
class CrossEncoderTest {
  private static final List<String> PASSAGES =
      List.of("the cat sat on the mat", "red", "a dog ran fast , who ?", "red");

  @TempDir Path folder;
  private Backend backend;

  @BeforeEach
  void open() {
    backend = InstalledBackends.open(InstalledBackends.names().getFirst());
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
