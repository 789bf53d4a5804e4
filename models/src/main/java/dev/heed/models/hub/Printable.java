package dev.heed.models.hub;

/** Texts of a stranger in our messages. */
final class Printable {
  private static final int LONGEST = 200;

  private Printable() {}

  /** On one line, without commands to a terminal, and not too long. */
  static String of(String text) {
    String cut =
        text.length() <= LONGEST
            ? text
            : text.substring(0, text.offsetByCodePoints(0, LONGEST / 2)) + "…";
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
