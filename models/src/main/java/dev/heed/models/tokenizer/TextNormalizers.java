package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.SplitPattern.Matches;

/** Normalizers that a tokenizer.json can name, but for the Unicode forms and character maps. */
final class TextNormalizers {
  private TextNormalizers() {}

  /** Lower case of each code point, regardless of its neighbours. */
  static final TextNormalizer LOWERCASE =
      text -> {
        AlignedText out = text.emptyCopy(text.length() + 8);
        for (int at = 0; at < text.length(); ) {
          int c = text.codePointAt(at);
          for (int lower : UnicodeTables.pinned().lowercase(c)) {
            out.appendCodePoint(lower, text.start(at));
          }
          at += Character.charCount(c);
        }
        return out;
      };

  /** All marks go, whatever they stand on. */
  static TextNormalizer stripAccents() {
    CodePointMask marks = new CodePointMask(UnicodeCategories.pinned().get("M"));
    return text -> {
      AlignedText out = text.emptyCopy(text.length());
      for (int at = 0; at < text.length(); ) {
        int c = text.codePointAt(at);
        if (!marks.contains(c)) {
          out.appendCodePoint(c, text.start(at));
        }
        at += Character.charCount(c);
      }
      return out;
    };
  }

  /** Puts {@code added} before a text that is not empty. */
  static TextNormalizer prepend(String added) {
    return text -> {
      if (text.length() == 0) {
        return text;
      }
      AlignedText out = text.emptyCopy(text.length() + added.length());
      out.append(added, text.start(0));
      out.append(text, 0, text.length());
      return out;
    };
  }

  /** Puts {@code content} in place of each match. */
  static TextNormalizer replace(SplitPattern pattern, String content) {
    return text -> {
      Matches matches = pattern.in(text, 0, text.length());
      if (!matches.next()) {
        return text;
      }
      AlignedText out = text.emptyCopy(text.length() + 8);
      int done = 0;
      do {
        out.append(text, done, matches.start());
        out.append(content, text.start(Math.max(matches.start(), matches.end() - 1)));
        done = matches.end();
      } while (matches.next());
      out.append(text, done, text.length());
      return out;
    };
  }

  /** Takes white space from the ends. */
  static TextNormalizer strip(boolean left, boolean right) {
    return text -> {
      int from = 0;
      int to = text.length();
      while (left && from < to && UnicodeTables.pinned().isWhitespace(text.charAt(from))) {
        from++;
      }
      while (right && from < to && UnicodeTables.pinned().isWhitespace(text.charAt(to - 1))) {
        to--;
      }
      return to - from == text.length() ? text : text.slice(from, to);
    };
  }
}
