package dev.heed.models.generate;

import java.util.Optional;
import java.util.Set;

/**
 * Which tokens end an answer, and how many it may have.
 *
 * @param eos the model's own end tokens; empty where they are ignored
 * @param stopTokens those of the options
 * @param maxTokens of an answer
 */
public record StopRule(Set<Integer> eos, Set<Integer> stopTokens, int maxTokens) {
  public StopRule {
    eos = Set.copyOf(eos);
    stopTokens = Set.copyOf(stopTokens);
  }

  /** What the options say of a model with these end tokens. */
  public static StopRule of(SamplingOptions options, Set<Integer> eos) {
    return new StopRule(
        options.ignoreEos() ? Set.of() : eos, options.stopTokens(), options.maxTokens());
  }

  /**
   * Whether the answer ends with a token, of whose text it then has nothing unless the reason is
   * {@link FinishReason#LENGTH}.
   *
   * @param id that was chosen
   * @param count of the answer's tokens, this one among them
   */
  public Optional<FinishReason> after(int id, int count) {
    if (eos.contains(id)) {
      return Optional.of(FinishReason.EOS);
    }
    if (stopTokens.contains(id)) {
      return Optional.of(FinishReason.STOP);
    }
    return count >= maxTokens ? Optional.of(FinishReason.LENGTH) : Optional.empty();
  }
}
