package dev.heed.models.evaluate;

import dev.heed.models.evaluate.EntityScheme.Entity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a tagger is measured by: an entity counts as found when its type and both its ends are right
 * (Tjong Kim Sang and De Meulder, "Introduction to the CoNLL-2003 shared task", 2003).
 *
 * @param tokens how many
 * @param tokenAccuracy part of the tokens with the right tag
 * @param types of the entities, in truth or prediction, sorted
 * @param scores precision, recall and F1 of each type; all 0 where there is no entity at all
 */
public record EntityMetrics(
    long tokens, double tokenAccuracy, List<String> types, ClassScores scores) implements Metrics {
  public EntityMetrics {
    types = List.copyOf(types);
  }

  private static final class Counts {
    private long hits;
    private long predicted;
    private long actual;
  }

  /**
   * Measures tags of tokens, sentence by sentence.
   *
   * @throws IllegalArgumentException when there is no token, when sentences or their tokens are not
   *     as many on both sides, or a tag is none of the scheme's
   */
  public static EntityMetrics of(
      List<List<String>> truth, List<List<String>> prediction, EntityScheme scheme) {
    Inputs.examples("entities", truth.size(), prediction.size());
    Map<String, Counts> byType = new TreeMap<>();
    long tokens = 0;
    long right = 0;
    for (int s = 0; s < truth.size(); s++) {
      List<String> expected = truth.get(s);
      List<String> tags = prediction.get(s);
      if (expected.size() != tags.size()) {
        throw Inputs.wrong(
            "entities",
            "sentence %,d has %,d true tags and %,d predicted ones; expected as many of each"
                .formatted(s, expected.size(), tags.size()));
      }
      tokens += tags.size();
      for (int i = 0; i < tags.size(); i++) {
        right += tags.get(i).equals(expected.get(i)) ? 1 : 0;
      }
      count(scheme.entities(expected), scheme.entities(tags), byType);
    }
    if (tokens == 0) {
      throw Inputs.wrong("entities", "no tokens; expected at least one");
    }
    return new EntityMetrics(
        tokens,
        (double) right / tokens,
        List.copyOf(byType.keySet()),
        ClassScores.of(
            byType.values().stream().mapToLong(counts -> counts.hits).toArray(),
            byType.values().stream().mapToLong(counts -> counts.predicted).toArray(),
            byType.values().stream().mapToLong(counts -> counts.actual).toArray()));
  }

  private static void count(
      List<Entity> truth, List<Entity> prediction, Map<String, Counts> byType) {
    Set<Entity> found = new HashSet<>(prediction);
    for (Entity entity : truth) {
      Counts counts = byType.computeIfAbsent(entity.type(), type -> new Counts());
      counts.actual++;
      counts.hits += found.contains(entity) ? 1 : 0;
    }
    for (Entity entity : prediction) {
      byType.computeIfAbsent(entity.type(), type -> new Counts()).predicted++;
    }
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    return new MetricMap()
        .put("tokens", tokens)
        .put("tokenAccuracy", tokenAccuracy)
        .put(scores, types)
        .done();
  }
}
