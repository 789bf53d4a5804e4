package dev.heed.models.tune;

import dev.heed.engine.op.CrossEntropy;
import dev.heed.models.data.DataException;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TaggedSentence;
import dev.heed.models.evaluate.EntityMetrics;
import dev.heed.models.evaluate.EntityScheme;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.evaluate.TagMetrics;
import dev.heed.models.train.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tags that a model learns, and what it is measured by.
 *
 * @param names by their numbers
 * @param entities whether they say where entities are
 */
record TagLabels(List<String> names, boolean entities) {
  private static final String OUTSIDE = "O";

  TagLabels {
    names = List.copyOf(names);
  }

  /**
   * Those of training data. Of entities, O and both tags of each type, whether or not both are
   * there.
   *
   * @throws DataException where there is nothing to tell apart
   */
  static TagLabels of(TaggedData training) {
    TreeSet<String> found = new TreeSet<>();
    training.sentences().forEach(sentence -> found.addAll(sentence.tags()));
    List<String> names = new ArrayList<>();
    if (training.hasEntities()) {
      TreeSet<String> types = new TreeSet<>();
      found.stream()
          .filter(tag -> !tag.equals(OUTSIDE))
          .forEach(tag -> types.add(tag.substring(2)));
      names.add(OUTSIDE);
      types.forEach(type -> names.addAll(List.of("B-" + type, "I-" + type)));
    } else {
      names.addAll(found);
    }
    if (names.size() < 2) {
      throw new DataException(
          "%s: expected at least two tags to tell apart, found only %s"
              .formatted(training.name(), names));
    }
    return new TagLabels(names, training.hasEntities());
  }

  /** The number of the tag of each token; {@link CrossEntropy#IGNORED} for all but the first. */
  int[] targets(TaggedSentence sentence, WordTokens tokens) {
    Map<String, Integer> numbers = new HashMap<>();
    names.forEach(name -> numbers.put(name, numbers.size()));
    int[] targets = new int[tokens.text().size()];
    Arrays.fill(targets, CrossEntropy.IGNORED);
    for (int w = 0; w < sentence.size(); w++) {
      Integer number = numbers.get(sentence.tags().get(w));
      if (tokens.firsts()[w] != WordTokens.NONE && number != null) {
        targets[tokens.firsts()[w]] = number;
      }
    }
    return targets;
  }

  /**
   * The likeliest tag of each word; a word that was not seen is outside of entities, or has no tag.
   *
   * @param logits [tokens, tags]
   */
  List<String> likeliest(float[] logits, WordTokens tokens) {
    List<String> tags = new ArrayList<>(tokens.firsts().length);
    for (int first : tokens.firsts()) {
      tags.add(
          first == WordTokens.NONE
              ? entities ? OUTSIDE : TagMetrics.NONE
              : names.get(greatest(logits, first * names.size())));
    }
    return tags;
  }

  private int greatest(float[] logits, int from) {
    int best = 0;
    for (int l = 1; l < names.size(); l++) {
      best = logits[from + l] > logits[from + best] ? l : best;
    }
    return best;
  }

  /**
   * Refuses data with tags of the other kind.
   *
   * @throws DataException where it is one
   */
  void check(TaggedData data) {
    if (data.hasEntities() != entities) {
      throw new DataException(
          "%s: has %s; the model learns %s"
              .formatted(
                  data.name(),
                  data.hasEntities() ? "tags of entities" : "tags that each stand for themselves",
                  entities ? "tags of entities" : "tags that each stand for themselves"));
    }
  }

  /** All metrics of predicted tags, sentence by sentence. */
  Metrics metrics(List<List<String>> truth, List<List<String>> prediction) {
    return entities
        ? EntityMetrics.of(truth, prediction, EntityScheme.CONLL)
        : TagMetrics.of(truth, prediction);
  }

  /**
   * The mean over words of −ln of the probability of their tags; words that were not seen, and tags
   * that are not learned, do not count. NaN where nothing does.
   *
   * @param logits [sentences][tokens, tags]
   * @param targets [sentences][tokens], as {@link #targets} has them
   */
  double loss(float[][] logits, List<int[]> targets) {
    double sum = 0;
    long count = 0;
    for (int s = 0; s < logits.length; s++) {
      int[] wanted = targets.get(s);
      for (int t = 0; t < wanted.length; t++) {
        if (wanted[t] != CrossEntropy.IGNORED) {
          sum += loss(logits[s], t * names.size(), wanted[t]);
          count++;
        }
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private double loss(float[] logits, int from, int wanted) {
    double most = logits[from + greatest(logits, from)];
    double sum = 0;
    for (int l = 0; l < names.size(); l++) {
      sum += StrictMath.exp(logits[from + l] - most);
    }
    return StrictMath.log(sum) + most - logits[from + wanted];
  }

  /** F1 over all entities decides, or the accuracy of words; then the loss. */
  Measurement measurement(List<List<String>> truth, List<List<String>> prediction, double loss) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    if (entities) {
      EntityMetrics found = EntityMetrics.of(truth, prediction, EntityScheme.CONLL);
      double f1 = found.scores().micro().f1();
      values.put("f1", f1);
      values.put("tokenAccuracy", found.tokenAccuracy());
      values.put("loss", loss);
      return new Measurement("f1", f1, true, values);
    }
    TagMetrics found = TagMetrics.of(truth, prediction);
    values.put("tokenAccuracy", found.tokenAccuracy());
    values.put("macroF1", found.scores().macro().f1());
    values.put("loss", loss);
    return new Measurement("tokenAccuracy", found.tokenAccuracy(), true, values);
  }
}
