package dev.heed.models.generate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param promptIds token ids of the prompt; belong to this record
 * @param tokens of the answer, an end or stop token included
 * @param text of the answer, up to a stop string or end token; other special tokens by their names
 * @param finish why it ended
 * @param stop the stop string that ended it; null for none
 * @param seed of its random numbers
 * @param timings what it took
 */
public record GenerationResult(
    int[] promptIds,
    List<GeneratedToken> tokens,
    String text,
    FinishReason finish,
    @Nullable String stop,
    long seed,
    Timings timings) {
  public GenerationResult {
    tokens = List.copyOf(tokens);
  }

  /** Token ids of the answer. */
  public int[] ids() {
    return tokens.stream().mapToInt(GeneratedToken::id).toArray();
  }

  /** Natural logarithms of the tokens' probabilities in the model's own distribution. */
  public double[] logProbs() {
    return tokens.stream().mapToDouble(GeneratedToken::logProb).toArray();
  }
}
