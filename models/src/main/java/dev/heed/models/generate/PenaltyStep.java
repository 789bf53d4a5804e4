package dev.heed.models.generate;

/** Repetition, frequency and presence penalties: see {@link SamplingOptions}. */
final class PenaltyStep implements LogitStep {
  private final SamplingOptions options;
  private final SamplerScratch scratch;

  PenaltyStep(SamplingOptions options, SamplerScratch scratch) {
    this.options = options;
    this.scratch = scratch;
  }

  static boolean wanted(SamplingOptions options) {
    return options.penaltyTokens() > 0
        && (options.repetitionPenalty() != 1
            || options.frequencyPenalty() != 0
            || options.presencePenalty() != 0);
  }

  @Override
  public void apply(float[] scores, int count, TokenHistory history) {
    int from = Math.max(0, history.size() - options.penaltyTokens());
    if (options.repetitionPenalty() != 1) {
      forEachToken(history, from, count, (token, occurrences) -> repeated(scores, token));
    }
    if (options.frequencyPenalty() != 0 || options.presencePenalty() != 0) {
      int answer = Math.max(from, history.promptSize());
      forEachToken(
          history,
          answer,
          count,
          (token, occurrences) ->
              scores[token] -=
                  (float) (options.frequencyPenalty() * occurrences + options.presencePenalty()));
    }
  }

  private void repeated(float[] scores, int token) {
    double score = scores[token];
    scores[token] =
        (float)
            (score > 0 ? score / options.repetitionPenalty() : score * options.repetitionPenalty());
  }

  private interface Penalty {
    void apply(int token, int occurrences);
  }

  /** Each token once, with how often it occurs from a place on. The counts are left at 0. */
  private void forEachToken(TokenHistory history, int from, int vocabulary, Penalty penalty) {
    int[] counts = scratch.counts(vocabulary);
    for (int place = from; place < history.size(); place++) {
      int token = history.get(place);
      if (token < 0 || token >= vocabulary) {
        throw new IllegalArgumentException(
            "token %d at position %d; the vocabulary has the tokens 0 to %d"
                .formatted(token, place, vocabulary - 1));
      }
      counts[token]++;
    }
    for (int place = from; place < history.size(); place++) {
      int token = history.get(place);
      if (counts[token] > 0) {
        penalty.apply(token, counts[token]);
        counts[token] = 0;
      }
    }
  }
}
