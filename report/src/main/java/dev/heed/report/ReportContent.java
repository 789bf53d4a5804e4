package dev.heed.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a report says beside what the log of the training tells; every part may be empty.
 *
 * @param title above all
 * @param settings of the training by name, in the order in which they are shown: numbers, texts,
 *     lists and maps
 * @param data what the examples are, the same way: files, counts, classes, lengths, duplicates
 * @param tuned how good the model is
 * @param baseline how good the simpler model beside it is
 * @param mistakes the worst ones, the worst first
 * @param curve how good methods are by the number of examples
 */
public record ReportContent(
    String title,
    Map<String, @Nullable Object> settings,
    Map<String, @Nullable Object> data,
    @Nullable Evaluation tuned,
    @Nullable Evaluation baseline,
    List<Mistake> mistakes,
    @Nullable LearningCurve curve) {
  public ReportContent {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    mistakes = List.copyOf(mistakes);
  }

  /** A title alone. */
  public static ReportContent of(String title) {
    return new ReportContent(title, Map.of(), Map.of(), null, null, List.of(), null);
  }

  /** With other settings. */
  public ReportContent withSettings(Map<String, ? extends @Nullable Object> choice) {
    return new ReportContent(
        title, new LinkedHashMap<>(choice), data, tuned, baseline, mistakes, curve);
  }

  /** With another summary of the data. */
  public ReportContent withData(Map<String, ? extends @Nullable Object> choice) {
    return new ReportContent(
        title, settings, new LinkedHashMap<>(choice), tuned, baseline, mistakes, curve);
  }

  /** With how good the model is. */
  public ReportContent withTuned(Evaluation choice) {
    return new ReportContent(title, settings, data, choice, baseline, mistakes, curve);
  }

  /** With how good the simpler model beside it is. */
  public ReportContent withBaseline(Evaluation choice) {
    return new ReportContent(title, settings, data, tuned, choice, mistakes, curve);
  }

  /** With other mistakes. */
  public ReportContent withMistakes(List<Mistake> choice) {
    return new ReportContent(title, settings, data, tuned, baseline, choice, curve);
  }

  /** With a learning curve. */
  public ReportContent withCurve(LearningCurve choice) {
    return new ReportContent(title, settings, data, tuned, baseline, mistakes, choice);
  }
}
