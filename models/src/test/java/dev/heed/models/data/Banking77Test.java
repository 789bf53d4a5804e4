package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.SharedData;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** A real data set: questions to a bank, some over several lines, in 77 intents. */
class Banking77Test {
  private static final String FOLDER = "data/banking77";
  private static final List<String> TEXT = List.of("text");

  @Test
  void hasAsManyQuestionsAndIntentsAsItsAuthorsSay() {
    assertThat(read("train.csv").size()).isEqualTo(10_003);
    assertThat(read("test.csv").size()).isEqualTo(3_080);
    LabelSet labels = LabelSet.fit(read("train.csv"), "category");
    assertThat(labels.size()).isEqualTo(77);
    assertThat(labels.unseen(read("test.csv"))).isEmpty();
    assertThat(labels.counts(read("test.csv"))).containsOnly(40);
  }

  /** Counted with Python: its csv, unicodedata.normalize("NFKC", text).lower() and split. */
  @Test
  void duplicatesAreFoundWithinAndBetweenItsFiles() {
    Dataset training = read("train.csv");
    Dataset test = read("test.csv").as(DataPart.TEST);
    assertThat(Duplicates.within(training, TEXT, "category")).isEqualTo(new Duplicates(4, 8, 0));
    assertThat(Duplicates.within(test, TEXT, "category")).isEqualTo(new Duplicates(1, 2, 0));
    assertThat(Overlap.between(List.of(training, test), TEXT))
        .singleElement()
        .extracting(Overlap::examples)
        .isEqualTo(7);
    assertThat(
            Overlap.withStream(
                DataFile.of(SharedData.path(FOLDER + "/train.csv")), List.of(test), TEXT))
        .singleElement()
        .satisfies(overlap -> {
          assertThat(overlap.examples()).isEqualTo(7);
          assertThat(overlap.shown())
              .allSatisfy(pair -> assertThat(pair.first()).isNotEqualTo(pair.second()));
        });
  }

  /** Two intents have 35 and 41 questions, the others 59 and more. */
  @Test
  void intentsWithFewerQuestionsGiveAll() {
    FewShot fifty = FewShot.sample(read("train.csv"), TEXT, "category", 50, 1);
    assertThat(fifty.fewer().values()).containsExactlyInAnyOrder(35, 41);
    assertThat(fifty.shots().size()).isEqualTo(75 * 50 + 35 + 41);
  }

  @Test
  void aFewOfEachIntentAreDrawn() {
    Dataset training = read("train.csv");
    LabelSet labels = LabelSet.fit(training, "category");
    FewShot five = FewShot.sample(training, TEXT, "category", 5, 1);
    assertThat(labels.counts(five.shots())).containsOnly(5);
  }

  @Test
  void aTenthIsHeldBackOfEachIntentWithoutLeaks() {
    Dataset training = read("train.csv");
    Split split = Split.stratified(training, TEXT, "category", SplitShares.withValidation(0.1), 1);
    LabelSet labels = LabelSet.fit(training, "category");
    int[] all = labels.counts(training);
    int[] held = labels.counts(split.validation());
    assertThat(split.validation().size()).isBetween(998, 1002);
    for (int label = 0; label < labels.size(); label++) {
      assertThat(Math.abs(held[label] - all[label] / 10.0)).isLessThan(2.5);
    }
    assertThat(Overlap.between(split.parts(), TEXT)).isEmpty();
  }

  @Test
  void publishedFewShotSplitsAreReadLineByLine() {
    for (int each : new int[] {5, 10}) {
      Dataset shots = parallel("train_" + each);
      assertThat(LabelSet.fit(shots, "category").counts(shots)).hasSize(77).containsOnly(each);
    }
  }

  private static Dataset parallel(String name) {
    SequencedMap<String, Path> files = new LinkedHashMap<>();
    files.put("text", SharedData.path(FOLDER + "/fewshot-jianguoz/" + name + ".seq.in"));
    files.put("category", SharedData.path(FOLDER + "/fewshot-jianguoz/" + name + ".label"));
    return ParallelFiles.read(files, DataPart.TRAINING);
  }

  private static Dataset read(String name) {
    return Dataset.read(DataFile.of(SharedData.path(FOLDER + "/" + name)), DataPart.TRAINING);
  }
}
