package dev.heed.models.chat.jinja;

/**
 * Where a text stands in another one. The time is linear in what is looked at, whatever the texts
 * are, and each character of it is paid for.
 */
final class Search {
  /** So short a part is found by the JDK, at worst by as many looks at each character. */
  private static final int SHORT = 16;

  private final Budget budget;
  private final String text;
  private final String part;

  /**
   * How many characters that the part begins with also end its first i + 1 ones (Knuth, Morris,
   * Pratt).
   */
  private final int[] borders;

  /** From the beginning of a text. */
  Search(Budget budget, String text, String part) {
    this.budget = budget;
    this.text = text;
    this.part = part;
    this.borders = part.length() <= SHORT || part.length() > text.length() ? new int[0] : borders();
  }

  private int[] borders() {
    budget.spend(part.length());
    int[] found = new int[part.length()];
    int border = 0;
    for (int i = 1; i < found.length; i++) {
      while (border > 0 && part.charAt(i) != part.charAt(border)) {
        border = found[border - 1];
      }
      border += part.charAt(i) == part.charAt(border) ? 1 : 0;
      found[i] = border;
    }
    return found;
  }

  /** Where the part first begins, at a place or behind it; −1 if nowhere. */
  int next(int from) {
    if (part.length() > text.length() - from) {
      return -1;
    }
    int at = borders.length == 0 ? text.indexOf(part, from) : linear(from);
    budget.spend((at < 0 ? text.length() : at + part.length()) - from);
    return at;
  }

  private int linear(int from) {
    int matched = 0;
    for (int i = from; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
        matched = borders[matched - 1];
      }
      matched += text.charAt(i) == part.charAt(matched) ? 1 : 0;
      if (matched == part.length()) {
        return i + 1 - matched;
      }
    }
    return -1;
  }

  /** Where it first begins; −1 if nowhere. */
  static int first(Budget budget, String text, String part) {
    return new Search(budget, text, part).next(0);
  }

  /** Where it last begins; −1 if nowhere. */
  static int last(Budget budget, String text, String part) {
    return Backward.of(budget, text, part).before(text.length());
  }

  /** From the end of a text. */
  record Backward(Search reversed) {
    static Backward of(Budget budget, String text, String part) {
      budget.spend(text.length() + part.length());
      return new Backward(new Search(budget, reversed(text), reversed(part)));
    }

    /** Where the part last begins so that it ends before a place; −1 if nowhere. */
    int before(int to) {
      int length = reversed.text.length();
      int at = reversed.next(length - to);
      return at < 0 ? -1 : length - at - reversed.part.length();
    }

    /** Unit by unit: a reversed StringBuilder would keep surrogates in their order. */
    private static String reversed(String string) {
      char[] units = new char[string.length()];
      for (int i = 0; i < units.length; i++) {
        units[units.length - 1 - i] = string.charAt(i);
      }
      return new String(units);
    }
  }
}
