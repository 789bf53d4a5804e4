package dev.heed.models.chat.jinja;

/** What Python takes for white space; Java's own list lacks the no-break spaces and U+0085. */
final class Whitespace {
  private Whitespace() {}

  static boolean is(char unit) {
    return (unit >= '\t' && unit <= '\r')
        || (unit >= 0x1c && unit <= ' ')
        || unit == 0x85
        || unit == 0xa0
        || unit == 0x1680
        || (unit >= 0x2000 && unit <= 0x200a)
        || unit == 0x2028
        || unit == 0x2029
        || unit == 0x202f
        || unit == 0x205f
        || unit == 0x3000;
  }

  /** Of text[from, to) the place of the first that is none; {@code to} where all are. */
  static int skip(String text, int from, int to) {
    int at = from;
    while (at < to && is(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The same from the end: the place behind the last that is none. */
  static int skipBack(String text, int from, int to) {
    int at = to;
    while (at > from && is(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }
}
