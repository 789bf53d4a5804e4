package dev.heed.models.evaluate;

import java.util.List;
import java.util.regex.Pattern;

/** How BLEU cuts a text into tokens: a part of the value, which its signature names. */
public enum BleuTokenizer {
  /** At spaces: for texts that are tokenized already. */
  NONE("none") {
    @Override
    List<String> tokens(String text) {
      return Words.split(text);
    }
  },
  /**
   * As the script mteval-v13a.pl of NIST and WMT: at spaces and ASCII punctuation, with numbers
   * kept together.
   */
  MTEVAL_13A("13a") {
    @Override
    List<String> tokens(String text) {
      String plain =
          text.replace("<skipped>", "")
              .replace("-\n", "")
              .replace("\n", " ")
              .replace("&quot;", "\"")
              .replace("&amp;", "&")
              .replace("&lt;", "<")
              .replace("&gt;", ">");
      String spaced = PUNCTUATION.matcher(" " + plain + " ").replaceAll(" $1 ");
      spaced = MARK_BEHIND_NO_DIGIT.matcher(spaced).replaceAll("$1 $2 ");
      spaced = MARK_BEFORE_NO_DIGIT.matcher(spaced).replaceAll(" $1 $2");
      return Words.split(DASH_BEHIND_DIGIT.matcher(spaced).replaceAll("$1 $2 "));
    }
  },
  /** Every character but spaces: for languages written without them. */
  CHARACTERS("char") {
    @Override
    List<String> tokens(String text) {
      return Words.characters(text).stream()
          .filter(one -> !Words.isSpace(one.codePointAt(0)))
          .toList();
    }
  };

  /** All of ASCII's but the apostrophe, the comma, the dash and the full stop. */
  private static final Pattern PUNCTUATION = Pattern.compile("([ -&(-+/:-@\\[-`{-~])");

  private static final Pattern MARK_BEHIND_NO_DIGIT = Pattern.compile("([^0-9])([.,])");
  private static final Pattern MARK_BEFORE_NO_DIGIT = Pattern.compile("([.,])([^0-9])");
  private static final Pattern DASH_BEHIND_DIGIT = Pattern.compile("([0-9])(-)");

  private final String label;

  BleuTokenizer(String label) {
    this.label = label;
  }

  abstract List<String> tokens(String text);

  /** As sacrebleu calls it. */
  public String label() {
    return label;
  }
}
