package dev.heed.app.console;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;

/** Text in lines that fit a terminal. */
public final class Paragraph {
  private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

  private Paragraph() {}

  /**
   * A text that cannot leave its line, nor command the terminal: each control character becomes a
   * space.
   */
  public static String oneLine(String text) {
    return CharMatcher.javaIsoControl().replaceFrom(text, ' ');
  }

  /**
   * The words of a text in lines of at most so many characters, at least one line; a longer word
   * stands alone.
   */
  public static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int length = 0;
    for (String word : WORDS.split(oneLine(text))) {
      int characters = word.codePointCount(0, word.length());
      if (length > 0 && length + 1 + characters > width) {
        lines.add(line.toString());
        line.setLength(0);
        length = 0;
      }
      if (length > 0) {
        line.append(' ');
        length++;
      }
      line.append(word);
      length += characters;
    }
    lines.add(line.toString());
    return lines;
  }
}
