package dev.heed.models.generate;

import dev.heed.models.generate.StopStrings.Node;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for stop strings in the text of one answer, which comes in pieces, and gives out what can
 * no longer be part of one.
 *
 * <p>The text ends before the stop string that ends first; of several that end at the same place,
 * before the longest. How the text is cut into pieces makes no difference. The work is in
 * proportion to the text. Not thread-safe.
 */
public final class StopScan {
  private final Node root;

  /** What has been seen and not been given out is always a beginning of a stop string. */
  private Node held;

  private @Nullable String stop;

  StopScan(Node root) {
    this.root = root;
    this.held = root;
  }

  /**
   * Takes the next piece; gives the text that is now certain, which may be empty. A piece after the
   * stop gives nothing.
   */
  public String push(String piece) {
    StringBuilder certain = new StringBuilder();
    for (int i = 0; i < piece.length() && stop == null; i++) {
      char unit = piece.charAt(i);
      Node before = held;
      held = before.step(unit);
      stop = held.found;
      int kept = stop == null ? held.depth : stop.length();
      int released = before.depth + 1 - kept;
      certain.append(before.text, 0, Math.min(released, before.depth));
      if (released > before.depth) {
        certain.append(unit);
      }
    }
    return certain.toString();
  }

  /** Ends the text; gives what was held back, which is empty after a stop. */
  public String finish() {
    String rest = stop == null ? held.text.substring(0, held.depth) : "";
    held = root;
    return rest;
  }

  /** Whether a stop string was found. */
  public boolean stopped() {
    return stop != null;
  }

  /** The stop string that was found. */
  public Optional<String> stop() {
    return Optional.ofNullable(stop);
  }
}
