package dev.heed.app.training;

import dev.heed.models.Tagging;
import dev.heed.models.TextTagger;
import dev.heed.models.data.DataException;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TaggedSentence;
import dev.heed.models.evaluate.EntityMetrics;
import dev.heed.models.evaluate.EntityScheme;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.evaluate.TagMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** A tagger that 'heed train tag' made: what it says about sentences whose tags are known. */
public final class TaggedModel {
  private static final int AT_ONCE = 256;

  private final TextTagger tagger;

  /** Over a tagger, which stays the caller's. */
  public TaggedModel(TextTagger tagger) {
    this.tagger = tagger;
  }

  /**
   * What is measured.
   *
   * @param interval of the metric that people look at first
   * @param missed words that the model did not see, which count as missed
   */
  public record Measured(Metrics metrics, MetricInterval interval, long missed) {}

  /**
   * Tags all sentences, and compares.
   *
   * @param done hears how many sentences are done
   * @throws DataException when the data has tags of the other kind
   */
  public Measured measure(TaggedData data, IntConsumer done) {
    if (data.hasEntities() != tagger.hasEntities()) {
      throw new DataException(
          "%s: its tags are of another kind than those of the model, which are %s"
              .formatted(data.name(), tagger.labels()));
    }
    List<List<String>> words = data.sentences().stream().map(TaggedSentence::words).toList();
    List<List<String>> tags = new ArrayList<>();
    long missed = 0;
    for (int from = 0; from < words.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, words.size());
      for (Tagging tagging : tagger.tagSentences(words.subList(from, to))) {
        missed += tagging.tags().stream().filter(Tagging.NONE::equals).count();
        tags.add(tagger.hasEntities() ? outside(tagging.tags()) : tagging.tags());
      }
      done.accept(to);
    }
    return new Measured(
        tagger.hasEntities()
            ? EntityMetrics.of(data.tags(), tags, EntityScheme.CONLL)
            : TagMetrics.of(data.tags(), tags),
        tagger.hasEntities()
            ? MetricInterval.ofEntities(data.tags(), tags, EntityScheme.CONLL)
            : MetricInterval.ofTags(data.tags(), tags),
        missed);
  }

  /** What was not seen is outside of entities. */
  private static List<String> outside(List<String> tags) {
    return tags.stream().map(tag -> tag.equals(Tagging.NONE) ? "O" : tag).toList();
  }
}
