package dev.heed.models.chat.jinja;

/** The escapes in a string of a template, which are Python's. */
final class Escapes {
  private static final String SIMPLE = "abfnrtv\\'\"";
  private static final String MEANING = "\u0007\b\f\n\r\t\u000b\\'\"";

  private Escapes() {}

  static String decode(String written) {
    if (written.indexOf('\\') < 0) {
      return written;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < written.length(); i++) {
      char unit = written.charAt(i);
      if (unit != '\\' || i + 1 == written.length()) {
        text.append(unit);
        continue;
      }
      char next = written.charAt(++i);
      int simple = SIMPLE.indexOf(next);
      int digits = next == 'x' ? 2 : next == 'u' ? 4 : next == 'U' ? 8 : 0;
      if (simple >= 0) {
        text.append(MEANING.charAt(simple));
      } else if (digits > 0) {
        text.appendCodePoint(codePoint(written, i + 1, digits, 16));
        i += digits;
      } else if (next >= '0' && next <= '7') {
        int end = i + 1;
        while (end < written.length() && end < i + 3 && isOctal(written.charAt(end))) {
          end++;
        }
        text.appendCodePoint(codePoint(written, i, end - i, 8));
        i = end - 1;
      } else if (next != '\n') {
        text.append('\\').append(next);
      }
    }
    return text.toString();
  }

  private static boolean isOctal(char unit) {
    return unit >= '0' && unit <= '7';
  }

  private static int codePoint(String written, int from, int digits, int radix) {
    if (from + digits <= written.length()) {
      try {
        int point = Integer.parseInt(written, from, from + digits, radix);
        if (Character.isValidCodePoint(point)) {
          return point;
        }
      } catch (NumberFormatException e) {
        throw new JinjaException(
            "a string holds an escape that is no character: " + e.getMessage());
      }
    }
    throw new JinjaException("a string holds an escape that is no character");
  }
}
