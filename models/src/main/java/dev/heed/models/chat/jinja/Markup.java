package dev.heed.models.chat.jinja;

import java.util.List;

/**
 * Texts that the filters safe and escape marked as HTML. Chat templates write no HTML, but one that
 * has {@code |safe} in a sum gets the other operands escaped by Python, and so here.
 */
final class Markup {
  private static final String SPECIAL = "&<>'\"";
  private static final List<String> ESCAPES = List.of("&amp;", "&lt;", "&gt;", "&#39;", "&#34;");

  private Markup() {}

  static Text escaped(Budget budget, Text text) {
    if (text.isMarkup()) {
      return text;
    }
    TextBuilder out = new TextBuilder(budget);
    String string = text.string();
    budget.spend(string.length());
    int from = 0;
    for (int at = 0; at < string.length(); at++) {
      int special = SPECIAL.indexOf(string.charAt(at));
      if (special >= 0) {
        out.append(text.part(from, at)).append(ESCAPES.get(special), text.userAt(at));
        from = at + 1;
      }
    }
    return out.append(text.part(from, string.length())).text().asMarkup();
  }

  /** The sum of two texts; if one is HTML the other is escaped, and the sum is HTML. */
  static Text sum(Budget budget, Text left, Text right) {
    TextBuilder sum = new TextBuilder(budget);
    if (!left.isMarkup() && !right.isMarkup()) {
      return sum.append(left).append(right).text();
    }
    return sum.append(escaped(budget, left)).append(escaped(budget, right)).text().asMarkup();
  }
}
