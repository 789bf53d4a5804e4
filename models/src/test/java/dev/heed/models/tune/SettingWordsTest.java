package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.data.Augmentation;
import dev.heed.models.data.NormalizationStep;
import dev.heed.models.data.TextChange;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.loss.RankingLoss;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Models that were made by other settings say so: no setting is left out. */
class SettingWordsTest {
  private static final TextNormalization LOWER =
      new TextNormalization(List.of(NormalizationStep.Plain.LOWERCASE));

  /** Where it is written and how it is computed does not change what is learned. */
  private static final Set<String> WITHOUT_EFFECT = Set.of("folder", "recomputes");

  private static <S extends Record> void check(
      S usual, Map<String, S> changed, Function<S, Map<String, String>> words, Class<S> type) {
    assertThat(changed.keySet())
        .as("every setting is tried")
        .isEqualTo(
            Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !WITHOUT_EFFECT.contains(name))
                .collect(Collectors.toSet()));
    changed.forEach((name, settings) ->
        assertThat(words.apply(settings)).as(name).isNotEqualTo(words.apply(usual)));
  }

  @Test
  void ofACourse() {
    Course usual = Course.DEFAULT.withSchedule(3, 0.1);
    Map<String, Course> changed = new LinkedHashMap<>();
    changed.put("epochs", usual.withSchedule(4, 0.1));
    changed.put("rate", usual.withSchedule(3, 0.2));
    changed.put("batch", usual.withBatch(17, 4096));
    changed.put("tokensPerBatch", usual.withBatch(16, 4097));
    changed.put("dropout", usual.withDropout(0.2f));
    changed.put("averageDecay", usual.withAverage(0.9));
    changed.put("optimization", usual.withLayerDecay(0.9));
    changed.put("patience", usual.withPatience(1));
    changed.put("seed", usual.withSeed(2));
    check(
        usual,
        changed,
        course -> TuningSettings.DEFAULT.withCourse(course).inWords(10, false),
        Course.class);
    assertThat(usual.withCheckpoints(Path.of("other")).recomputing(true).inWords(3, 0.1))
        .isEqualTo(usual.inWords(3, 0.1));
  }

  @Test
  void ofTextsAndTags() {
    TuningSettings usual = TuningSettings.DEFAULT;
    Map<String, TuningSettings> changed = new LinkedHashMap<>();
    changed.put("method", usual.withMethod(TuningMethod.LORA));
    changed.put("course", usual.withCourse(Course.DEFAULT.withSeed(2)));
    changed.put("maxTokens", usual.withTexts(9, TextNormalization.NONE, usual.augmentation()));
    changed.put("normalization", usual.withTexts(0, LOWER, usual.augmentation()));
    changed.put(
        "augmentation",
        usual.withTexts(
            0, TextNormalization.NONE, new Augmentation(List.of(new TextChange.Drop(0.1)), 1)));
    changed.put("smoothing", usual.withSmoothing(0.1f));
    changed.put("classWeights", usual.withClassWeights(ClassWeights.BALANCED));
    changed.put(
        "probeStrength",
        new TuningSettings(
            usual.method(),
            usual.course(),
            0,
            TextNormalization.NONE,
            usual.augmentation(),
            0,
            ClassWeights.EQUAL,
            usual.lowRank(),
            2 * usual.probeStrength(),
            usual.temperature()));
    check(
        usual,
        withTwo(changed, usual),
        settings -> settings.inWords(10, false),
        TuningSettings.class);
    TuningSettings low = usual.withMethod(TuningMethod.LORA);
    assertThat(low.withLowRank(new LowRankSettings(3, 6, 0, List.of())).inWords(10, false))
        .isNotEqualTo(low.inWords(10, false));
    TuningSettings contrast = usual.withMethod(TuningMethod.CONTRASTIVE);
    assertThat(contrast.withTemperature(0.5f).inWords(10, false))
        .isNotEqualTo(contrast.inWords(10, false));
  }

  /** The two that only other methods have are looked at by themselves. */
  private static Map<String, TuningSettings> withTwo(
      Map<String, TuningSettings> changed, TuningSettings usual) {
    changed.put("lowRank", usual.withMethod(TuningMethod.LORA));
    changed.put("temperature", usual.withMethod(TuningMethod.CONTRASTIVE));
    return changed;
  }

  @Test
  void ofRanking() {
    RankingSettings usual = RankingSettings.DEFAULT;
    check(
        usual,
        Map.of(
            "course", usual.withCourse(usual.course().withSeed(2)),
            "maxTokens", usual.withTexts(9, TextNormalization.NONE),
            "normalization", usual.withTexts(0, LOWER),
            "loss", usual.withLoss(new RankingLoss(20, true))),
        settings -> settings.inWords(10, 0.1),
        RankingSettings.class);
  }

  @Test
  void ofMaskedWords() {
    MaskedLanguageSettings usual = MaskedLanguageSettings.DEFAULT;
    check(
        usual,
        Map.of(
            "course", usual.withCourse(usual.course().withSeed(2)),
            "share", usual.withShare(0.2),
            "wholeWords", usual.withWholeWords(true),
            "maxTokens", usual.withTexts(9, TextNormalization.NONE),
            "normalization", usual.withTexts(0, LOWER)),
        settings -> settings.inWords(10, 0.1),
        MaskedLanguageSettings.class);
  }

  @Test
  void ofALanguageModel() {
    LanguageSettings usual = LanguageSettings.SMALL;
    Map<String, LanguageSettings> changed = new LinkedHashMap<>();
    changed.put("steps", usual.withSchedule(7, usual.rate()));
    changed.put("rate", usual.withSchedule(usual.steps(), 0.1));
    changed.put("block", usual.withBlocks(7, 12, 1));
    changed.put("blocks", usual.withBlocks(usual.block(), 6, 1));
    changed.put("accumulation", usual.withBlocks(usual.block(), usual.blocks(), 2));
    changed.put("optimization", usual.withOptimization(usual.optimization().withFrozen(1)));
    changed.put("dropout", usual.withRegularization(0.1, 0.2f, 0));
    changed.put("averageDecay", usual.withRegularization(0.1, usual.dropout(), 0.9));
    changed.put("validateEvery", usual.withValidation(7, 0));
    changed.put("patience", usual.withValidation(usual.validateEvery(), 3));
    changed.put("seed", usual.withSeed(77));
    check(usual, changed, LanguageSettings::inWords, LanguageSettings.class);
  }
}
