package dev.heed.models.chat;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A conversation as text, and who wrote which part of it. Special tokens are to be recognised where
 * they lie wholly within parts of the template; the same characters in a message are characters.
 *
 * <p>Who wrote what is no reason to part the text: between special tokens it is to be encoded in
 * one piece, as the model has seen it in training.
 *
 * @param segments one after the other; neighbours differ in their writers, and none is empty
 */
public record ChatPrompt(List<Segment> segments) {
  /**
   * A part that one side wrote.
   *
   * @param text of it
   * @param fromTemplate whether the template wrote it, and not a message, tool, document or
   *     variable
   */
  public record Segment(String text, boolean fromTemplate) {}

  public ChatPrompt {
    segments = List.copyOf(segments);
  }

  /** The whole. */
  public String text() {
    return segments.stream().map(Segment::text).collect(Collectors.joining());
  }

  /** Whether the template wrote all of the text from one char to before another. */
  public boolean fromTemplate(int from, int to) {
    int at = 0;
    for (Segment segment : segments) {
      int end = at + segment.text().length();
      if (!segment.fromTemplate() && Math.max(from, at) < Math.min(to, end)) {
        return false;
      }
      at = end;
    }
    return true;
  }
}
