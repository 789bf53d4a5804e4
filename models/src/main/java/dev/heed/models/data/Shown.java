package dev.heed.models.data;

import java.util.Collection;
import java.util.stream.Collectors;

/** Text of a file as an error message can show it. */
final class Shown {
  private static final int LONGEST = 60;
  private static final int MOST = 10;

  private Shown() {}

  /** In quotes, on one line: its beginning if it is long, with escapes for what does not print. */
  static String of(String text) {
    StringBuilder out = new StringBuilder("'");
    int shown = 0;
    for (int i = 0; i < text.length() && shown < LONGEST; shown++) {
      int c = text.codePointAt(i);
      if (isVisible(c)) {
        out.appendCodePoint(c);
      } else {
        out.append("\\u{%x}".formatted(c));
      }
      i += Character.charCount(c);
    }
    return out.append(shown == LONGEST ? "…'" : "'").toString();
  }

  /** A character that parts cells. */
  static String of(char c) {
    return c == '\t' ? "a tab" : of(String.valueOf(c));
  }

  /** The first of a list, and how many more there are. */
  static String list(Collection<String> texts) {
    String first = texts.stream().limit(MOST).map(Shown::of).collect(Collectors.joining(", "));
    return texts.size() <= MOST ? first : "%s and %,d more".formatted(first, texts.size() - MOST);
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
