package dev.heed.models.generate;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is to be answered.
 *
 * @param promptIds token ids of the prompt, at least one; belong to this record
 * @param options how tokens are chosen and when the answer ends
 * @param eos the model's own end tokens
 * @param pieces makes the text of the answer's tokens, for this answer alone
 * @param steps of the program, between the model's logits and the choice
 */
public record GenerationRequest(
    int[] promptIds,
    SamplingOptions options,
    Set<Integer> eos,
    Supplier<TokenText> pieces,
    List<LogitStep> steps) {
  public GenerationRequest {
    eos = Set.copyOf(eos);
    steps = List.copyOf(steps);
    if (promptIds.length == 0) {
      throw new IllegalArgumentException(
          "a prompt without tokens; begin with the model's first token, such as BOS");
    }
  }
}
