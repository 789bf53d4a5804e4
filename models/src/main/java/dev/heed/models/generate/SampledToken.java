package dev.heed.models.generate;

import java.util.List;

/**
 * The choice of one token.
 *
 * @param id that was chosen
 * @param logProb of it, natural logarithm, in the model's own distribution: before any step of
 *     sampling
 * @param top the most probable tokens of that distribution, as many as were asked for, the best
 *     first; of equals the smallest id first
 */
public record SampledToken(int id, double logProb, List<TokenLogProb> top) {
  public SampledToken {
    top = List.copyOf(top);
  }
}
