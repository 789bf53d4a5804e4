package dev.heed.models.tokenizer;

/** Text from a file as an error message can show it. */
final class Quoted {
  private static final int SHOWN = 40;

  private Quoted() {}

  /** The text in quotes: its beginning if it is long, with escapes for what does not print. */
  static String of(String text) {
    StringBuilder out = new StringBuilder("'");
    int shown = 0;
    for (int i = 0; i < text.length() && shown < SHOWN; shown++) {
      int c = text.codePointAt(i);
      if (c == ' ' || (Character.isDefined(c) && !isInvisible(c))) {
        out.appendCodePoint(c);
      } else {
        out.append("\\u{%x}".formatted(c));
      }
      i += Character.charCount(c);
    }
    return out.append(shown == SHOWN ? "…'" : "'").toString();
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
