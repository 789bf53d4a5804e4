package dev.heed.app.training;

import dev.heed.app.console.Amount;
import dev.heed.models.save.TaskFile;
import dev.heed.models.tune.UnknownTokens;
import java.util.Optional;

/** What a language model does not know of a text, which makes its figures better than they are. */
public final class UnknownWarnings {
  private UnknownWarnings() {}

  /**
   * Of a text.
   *
   * @param name of the text
   * @param characters whether the model is one from nothing, whose tokens are characters
   */
  public static Optional<String> of(UnknownTokens counts, String name, boolean characters) {
    return counts.unknown() == 0
        ? Optional.empty()
        : Optional.of(
            "%,d of %s of %s %s: they all count as one and the same, which is easy to foretell"
                .formatted(
                    counts.unknown(),
                    Amount.of(counts.tokens(), characters ? "character" : "token"),
                    name,
                    characters
                        ? "are not in the training text"
                        : "are unknown to the model's tokenizer"));
  }

  /** Whether a model that was trained is one from nothing, whose tokens are characters. */
  public static boolean isOfCharacters(TaskFile task) {
    return "none".equals(task.made().get("base"));
  }
}
