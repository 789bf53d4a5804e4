package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.op.CrossEntropy;
import dev.heed.models.data.Columns;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Example;
import dev.heed.models.data.Place;
import dev.heed.models.train.Measurement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Losses beside what decides a validation, with the values of PyTorch. */
class HeadLossTest {
  /** {@code binary_cross_entropy_with_logits} in float64. */
  @Test
  void ofSeveralLabels() {
    Columns columns = Columns.of("topics");
    Example both = new Example(columns, List.of("a;b"), new Place("made up", 1));
    Dataset data = new Dataset("made up", DataPart.TRAINING, columns, List.of(both));
    SeveralLabels task = SeveralLabels.fit(data, "topics", ";", ClassWeights.EQUAL);
    float[][] logits = {{0.5f, -2}, {-800, 3}, {0, 40}};
    boolean[][] answers = {{true, false}, {false, true}, {true, true}};
    Measurement found = task.measurement(answers, logits);
    assertThat(found.name()).isEqualTo("microF1");
    assertThat((Double) found.values().get("loss")).isCloseTo(0.22378992122612776, within(1e-12));
    boolean[][] wrong = {{true, false}, {true, true}, {true, true}};
    assertThat(SeveralLabels.loss(wrong, logits)).isCloseTo(133.55712325455946, within(1e-9));
  }

  /** {@code cross_entropy} in float64, with {@code ignore_index}. */
  @Test
  void ofTags() {
    TagLabels labels = new TagLabels(List.of("ADJ", "NOUN", "VERB"), false);
    float[][] logits = {{1, 2, 3, 0, 0, 0, -1, 500, 2}, {0.25f, -0.5f, 4}};
    int none = CrossEntropy.IGNORED;
    List<int[]> targets = List.of(new int[] {0, none, 1}, new int[] {1});
    assertThat(labels.loss(logits, targets)).isCloseTo(2.3138822302497557, within(1e-12));
    assertThat(labels.loss(new float[][] {{1, 2, 3}}, List.of(new int[] {none}))).isNaN();
  }
}
