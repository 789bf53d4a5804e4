package dev.heed.models.generate;

import java.util.List;
import java.util.Set;

/** Answers without text, end tokens or steps: what tests of their tokens ask for. */
final class Answers {
  private Answers() {}

  /** Options of the greatest logit. */
  static SamplingOptions greedy(int maxTokens) {
    return SamplingOptions.builder().temperature(0).maxTokens(maxTokens).build();
  }

  static GenerationRequest request(SamplingOptions options, int... prompt) {
    return request(options, List.of(), prompt);
  }

  static GenerationRequest request(SamplingOptions options, List<LogitStep> steps, int... prompt) {
    return new GenerationRequest(prompt, options, Set.of(), NoText::new, steps);
  }

  /** Reads an answer to its end. */
  static GenerationResult read(TokenSource source) {
    while (source.next() != null) {
      // to its end
    }
    return source.result();
  }

  private static final class NoText implements TokenText {
    @Override
    public String push(int id) {
      return "";
    }

    @Override
    public String finish() {
      return "";
    }
  }
}
