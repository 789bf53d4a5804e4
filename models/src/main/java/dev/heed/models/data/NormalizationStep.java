package dev.heed.models.data;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One step of a {@link TextNormalization}. */
public sealed interface NormalizationStep {
  /** The text after this step. */
  String apply(String text);

  /** A normalization form of UAX 15, by the Unicode version of the JDK. */
  enum Unicode implements NormalizationStep {
    /** Composed, canonically: e and a combining acute become é. */
    NFC(Normalizer.Form.NFC),
    /** Decomposed, canonically. */
    NFD(Normalizer.Form.NFD),
    /** Composed, compatible characters made one: the ligature ﬁ becomes fi. */
    NFKC(Normalizer.Form.NFKC),
    /** Decomposed, compatible characters made one. */
    NFKD(Normalizer.Form.NFKD);

    private final Normalizer.Form form;

    Unicode(Normalizer.Form form) {
      this.form = form;
    }

    @Override
    public String apply(String text) {
      return Normalizer.normalize(text, form);
    }
  }

  /** Steps without settings. */
  enum Plain implements NormalizationStep {
    /** Lower case in no language, so that a Turkish machine does the same as any other. */
    LOWERCASE {
      @Override
      public String apply(String text) {
        return text.toLowerCase(Locale.ROOT);
      }
    },
    /** Each run of Unicode's White_Space becomes one space; none is left at the ends. */
    WHITESPACE {
      @Override
      public String apply(String text) {
        return SPACES.matcher(text).replaceAll(" ").strip();
      }
    };

    private static final Pattern SPACES = Pattern.compile("\\p{IsWhite_Space}+");

    /** As files name it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What can be replaced. Both patterns take time linear in the text, and no stack. */
  enum Found {
    /** From http://, https:// or www. to the next space, without punctuation at the end. */
    URLS(
        "(?i)\\b(?:https?://|www\\.)[^\\p{IsWhite_Space}<>\"]*[^\\p{IsWhite_Space}<>\"'.,;:!?)\\]}]"),
    /** Digits of any script, with points and commas between them. */
    NUMBERS("\\p{Nd}(?:[\\p{Nd}.,]*\\p{Nd})?");

    private final Pattern pattern;

    Found(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }

    /** As files name it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Puts one text in the place of each URL or number.
   *
   * @param what is replaced
   * @param replacement such as {@code <url>} or {@code 0}; may be empty
   */
  record Replace(Found what, String replacement) implements NormalizationStep {
    @Override
    public String apply(String text) {
      return what.pattern.matcher(text).replaceAll(Matcher.quoteReplacement(replacement));
    }
  }
}
