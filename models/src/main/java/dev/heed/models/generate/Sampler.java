package dev.heed.models.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses the tokens of one sequence from the model's logits, by the steps of {@link
 * SamplingOptions}.
 *
 * <p>The choice is a function of the logits, the history, the options and the seed: the random
 * number of a token is made of the seed and the token's position in its sequence, so that the same
 * seed gives the same text whatever else is in the batch. Biases and penalties are computed in
 * single precision, as logits are; probabilities, and sums of them, in double precision and in a
 * fixed order.
 *
 * <p>Not thread-safe. Once it has met its vocabulary a choice allocates nothing that grows with it.
 */
public final class Sampler {
  /** How many candidates are looked at first for a nucleus, and by how much that grows. */
  private static final int FIRST_NUCLEUS = 64;

  private static final int NUCLEUS_GROWTH = 8;

  private static final String AFTER_STEPS = " after bias, masks and penalties";

  private final SamplingOptions options;
  private final int vocabulary;
  private final List<LogitStep> steps;
  private final SamplerScratch scratch;
  private final long seed;

  /**
   * 1 / temperature; temperatures that have no such number are as good as the smallest that has.
   */
  private final double scale;

  /**
   * For one sequence.
   *
   * @param vocabulary number of token ids
   * @throws IllegalArgumentException when the options name a token that is not among them
   */
  public Sampler(SamplingOptions options, int vocabulary) {
    this(options, vocabulary, List.of(), new SamplerScratch());
  }

  /**
   * As {@link #Sampler(SamplingOptions, int)}, with steps of the program's own and memory that is
   * shared with other samplers of the same thread.
   */
  public Sampler(
      SamplingOptions options, int vocabulary, List<LogitStep> own, SamplerScratch scratch) {
    if (vocabulary < 1) {
      throw new IllegalArgumentException("vocabulary is " + vocabulary + "; expected 1 or more");
    }
    this.options = options;
    this.vocabulary = vocabulary;
    this.scratch = scratch;
    Long given = options.seed();
    this.seed = given == null ? ThreadLocalRandom.current().nextLong() : given;
    this.scale = Math.min(1 / options.temperature(), Double.MAX_VALUE);
    List<LogitStep> all = new ArrayList<>();
    if (!options.logitBias().isEmpty()) {
      all.add(new BiasStep(options.logitBias(), vocabulary));
    }
    all.addAll(own);
    if (PenaltyStep.wanted(options)) {
      all.add(new PenaltyStep(options, scratch));
    }
    this.steps = List.copyOf(all);
  }

  /** The seed that is used: that of the options, or the one that was made up. */
  public long seed() {
    return seed;
  }

  /**
   * Chooses the token that follows a history, from logits[from, from + vocabulary), which stay as
   * they are. The history does not get the token.
   *
   * @throws dev.heed.models.spec.ModelException where a logit is NaN or +∞, or no token is left; it
   *     names the position
   */
  public SampledToken next(float[] logits, int from, TokenHistory history) {
    int place = history.size();
    RawDistribution raw = RawDistribution.of(logits, from, vocabulary, place);
    List<TokenLogProb> top = top(logits, from, raw);
    int id = choose(logits, from, raw, history);
    return new SampledToken(id, raw.logProb(logits[from + id]), top);
  }

  private int choose(float[] logits, int from, RawDistribution raw, TokenHistory history) {
    if (steps.isEmpty() && options.greedy()) {
      return raw.best();
    }
    float[] scores = scratch.scores(logits, from, vocabulary);
    for (LogitStep step : steps) {
      step.apply(scores, vocabulary, history);
    }
    int best =
        steps.isEmpty()
            ? raw.best()
            : RawDistribution.best(scores, 0, vocabulary, history.size(), AFTER_STEPS);
    if (options.greedy()) {
      return best;
    }
    Candidates candidates = kept(scores, best);
    return candidates.draw(CounterRandom.uniform(seed, history.size()));
  }

  private Candidates kept(float[] scores, int best) {
    Candidates candidates = scratch.candidates();
    double most = scores[best];
    int topK = options.topK();
    if (topK > 0 && topK < vocabulary) {
      candidates.fillGreatest(scores, 0, vocabulary, topK);
      candidates.keepGreatest(topK);
      double sum = candidates.weigh(scores, most, scale);
      if (options.topP() < 1) {
        candidates.keepMass(options.topP() * sum);
      }
    } else if (options.topP() < 1) {
      keepNucleus(candidates, scores, most);
    } else {
      candidates.fill(scores, 0, vocabulary);
      candidates.weigh(scores, most, scale);
    }
    if (options.minP() > 0) {
      candidates.keepHeavier(options.minP()); // the best one weighs 1
    }
    if (options.typicalP() < 1) {
      candidates.keepTypical(options.typicalP(), scores, most, scale);
    }
    return candidates;
  }

  /** Top-p over the whole vocabulary: mostly a few tokens have the mass. */
  private void keepNucleus(Candidates candidates, float[] scores, double most) {
    double mass = options.topP() * Exponential.sum(scores, 0, vocabulary, most, scale);
    int looked = FIRST_NUCLEUS;
    candidates.fillGreatest(scores, 0, vocabulary, looked);
    while (candidates.weigh(scores, most, scale) < mass && looked < vocabulary) {
      looked = (int) Math.min(vocabulary, (long) looked * NUCLEUS_GROWTH);
      candidates.fillGreatest(scores, 0, vocabulary, looked);
    }
    candidates.keepMass(mass);
  }

  private List<TokenLogProb> top(float[] logits, int from, RawDistribution raw) {
    int most = Math.min(options.logProbs(), vocabulary);
    if (most == 0) {
      return List.of();
    }
    Candidates candidates = scratch.candidates();
    candidates.fillGreatest(logits, from, vocabulary, most);
    candidates.keepGreatest(most);
    candidates.sort();
    List<TokenLogProb> top = new ArrayList<>(candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      int id = candidates.id(i);
      top.add(new TokenLogProb(id, raw.logProb(logits[from + id])));
    }
    return top;
  }
}
