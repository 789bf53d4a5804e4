package dev.heed.models.evaluate;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a tagger of words is measured by whose tags each stand for themselves, such as parts of
 * speech; for tags that say where entities are see {@link EntityMetrics}.
 *
 * @param tokens how many words
 * @param tokenAccuracy part of the words with the right tag
 * @param labels the tags, in truth or prediction, sorted
 * @param scores precision, recall and F1 of each tag
 */
public record TagMetrics(long tokens, double tokenAccuracy, List<String> labels, ClassScores scores)
    implements Metrics {
  /** What is predicted for a word that the model did not see: counts as missed, and as no tag. */
  public static final String NONE = "";

  public TagMetrics {
    labels = List.copyOf(labels);
  }

  /**
   * Measures tags of words, sentence by sentence.
   *
   * @throws IllegalArgumentException when there is no word, or sentences or their words are not as
   *     many on both sides
   */
  public static TagMetrics of(List<List<String>> truth, List<List<String>> prediction) {
    Inputs.examples("tags", truth.size(), prediction.size());
    SortedMap<String, long[]> counts = new TreeMap<>();
    long tokens = 0;
    long right = 0;
    for (int s = 0; s < truth.size(); s++) {
      List<String> expected = truth.get(s);
      List<String> tags = prediction.get(s);
      if (expected.size() != tags.size()) {
        throw Inputs.wrong(
            "tags",
            "sentence %,d has %,d true tags and %,d predicted ones; expected as many of each"
                .formatted(s, expected.size(), tags.size()));
      }
      for (int w = 0; w < tags.size(); w++) {
        boolean hit = tags.get(w).equals(expected.get(w));
        tokens++;
        right += hit ? 1 : 0;
        of(counts, expected.get(w))[2]++;
        if (!tags.get(w).equals(NONE)) {
          of(counts, tags.get(w))[1]++;
          of(counts, tags.get(w))[0] += hit ? 1 : 0;
        }
      }
    }
    if (tokens == 0) {
      throw Inputs.wrong("tags", "no words; expected at least one");
    }
    return new TagMetrics(
        tokens,
        (double) right / tokens,
        List.copyOf(counts.keySet()),
        ClassScores.of(column(counts, 0), column(counts, 1), column(counts, 2)));
  }

  /** Hits, predictions and truths of one tag. */
  private static long[] of(SortedMap<String, long[]> counts, String tag) {
    return counts.computeIfAbsent(tag, _ -> new long[3]);
  }

  private static long[] column(SortedMap<String, long[]> counts, int which) {
    return counts.values().stream().mapToLong(each -> each[which]).toArray();
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    return new MetricMap()
        .put("tokens", tokens)
        .put("tokenAccuracy", tokenAccuracy)
        .put(scores, labels)
        .done();
  }
}
