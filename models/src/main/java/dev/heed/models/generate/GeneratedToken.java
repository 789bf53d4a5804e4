package dev.heed.models.generate;

import java.util.List;

/**
 * A token of an answer.
 *
 * @param id of the token
 * @param text that is certain with it: empty where the token ends within a character or might begin
 *     a stop string; what was held back comes with a later token
 * @param logProb of the token, natural logarithm, in the model's own distribution
 * @param top the most probable tokens at this place, if they were asked for
 */
public record GeneratedToken(int id, String text, double logProb, List<TokenLogProb> top) {
  public GeneratedToken {
    top = List.copyOf(top);
  }

  /** A choice with its text. */
  public static GeneratedToken of(SampledToken choice, String text) {
    return new GeneratedToken(choice.id(), text, choice.logProb(), choice.top());
  }
}
