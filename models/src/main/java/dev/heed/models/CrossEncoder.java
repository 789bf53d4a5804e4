package dev.heed.models;

import dev.heed.models.arch.EncoderModel;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Judges how well passages answer a query by reading both at once: slower and finer than comparing
 * embeddings, and mostly used to put their best hits in order.
 *
 * {@snippet :
 * try (CrossEncoder encoder = CrossEncoder.load(Path.of("ms-marco-MiniLM-L6-v2"))) {
 *   List<CrossEncoder.Ranked> best = encoder.rank("How long do refunds take?", passages);
 *   String first = passages.get(best.getFirst().index());
 * }
 * }
 *
 * <p>Thread-safe. A score is the head's raw logit, without bounds; only its order has a meaning
 * that all models share. A pair's score is the same to the bit in every batch.
 */
public final class CrossEncoder implements AutoCloseable {
  private final TextRunner runner;
  private final Function<List<Encoding>, float[][]> logits;

  private CrossEncoder(TextRunner runner) {
    this.runner = runner;
    this.logits = runner.pass(runner.model()::logits);
  }

  /**
   * A passage with its score.
   *
   * @param index its place in the list that was ranked
   * @param score greater is better
   * @param truncated whether query and passage had more tokens than the model takes, and the end of
   *     one or both was left out
   */
  public record Ranked(int index, float score, boolean truncated) {}

  /** A model's folder on the best backend that is installed. */
  public static CrossEncoder load(Path folder) {
    return load(folder, ModelOptions.DEFAULT);
  }

  /**
   * A model's folder.
   *
   * @throws ModelException when the model has no head with exactly one label
   */
  public static CrossEncoder load(Path folder, ModelOptions options) {
    try (ModelSource source = ModelSource.open(folder)) {
      if (!(source.head() instanceof HeadSpec.OfTexts head) || head.labels().size() != 1) {
        throw new ModelException(
            "model '%s' has no head that gives one score per pair; a cross-encoder is a …ForSequenceClassification with one label"
                .formatted(source.name()));
      }
      return new CrossEncoder(
          TextRunner.load(source, HeadChoice.CONFIGURED, options, 2, source.maxTokens()));
    }
  }

  /**
   * How well one passage answers.
   *
   * @throws ModelException when the limit of tokens leaves nothing of one of the two
   */
  public float score(String query, String passage) {
    return score(query, List.of(passage))[0];
  }

  /**
   * How well each passage answers: [passages], in their order. Pairs that are too long are cut;
   * {@link #rank} says which.
   *
   * @throws ModelException when the limit of tokens leaves nothing of one of the two
   */
  public float[] score(String query, List<String> passages) {
    List<Judged> judged = judge(query, passages);
    float[] scores = new float[judged.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = judged.get(i).score();
    }
    return scores;
  }

  /**
   * The passages by their scores, best first; of equals the first in the list.
   *
   * @throws ModelException when the limit of tokens leaves nothing of one of the two
   */
  public List<Ranked> rank(String query, List<String> passages) {
    List<Judged> judged = judge(query, passages);
    List<Ranked> ranked = new ArrayList<>(judged.size());
    for (int i = 0; i < judged.size(); i++) {
      ranked.add(new Ranked(i, judged.get(i).score(), judged.get(i).truncated()));
    }
    ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
    return ranked;
  }

  private record Judged(float score, boolean truncated) {}

  private List<Judged> judge(String query, List<String> passages) {
    return runner.run(
        passages.size(),
        i -> runner.encodePair(query, passages.get(i)),
        logits,
        (encoding, row) -> new Judged(row[0], encoding.truncated()));
  }

  /** Longest pair in tokens, special tokens included. */
  public int maxTokens() {
    return runner.maxTokens();
  }

  /** The model underneath; closed with this encoder. */
  public EncoderModel model() {
    return runner.model();
  }

  /** Waits for running work, then gives the memory back. Later use is an error. */
  @Override
  public void close() {
    runner.close();
  }
}
