package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regular expressions: java.util.regex says what they match, where both mean the same. */
@Timeout(60)
class RegexTest {
  private static final String[] FRAGMENTS = {
    "a", "B", "é", "ß", "中", "文", "ア", "1", "23", "٣", "Ⅷ", " ", "  ", "\n", "\r\n", "\t", "'s",
    "'RE", "'ll", "'D", "'", "\"", ".", ",", "!", "-", "_", "$", "+", "😀", "𝐀", "\u0301",
    "\u00a0", "\u3000", "x/y", "ſ", "AbC"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+",
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "(?:\\p{L}\\p{M}*(?: \\p{L}\\p{M}*)*)+|\\s",
        "\\d{1,3}(?=(?:\\d{3})*\\b)",
        "(?=(\\d{3})+(?!\\d))",
        "(?<=[a-z])[A-Z]|(?<!\\s)\\p{N}",
        "a*?b|[[^a]&&[^x]]x?|(?>a+)b",
        "\\bA|z\\b|\\B\\.",
        "(a|ab)(c|bcd)?|(?:a|B){2,5}?\\s",
        "[\\p{L}&&[^a-z]]+|\\P{L}{3,}",
      })
  void matchesAsTheJdkDoes(String pattern) {
    Pattern theirs =
        Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE);
    SplitPattern ours = SplitPattern.regex(pattern, "test");
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      for (int f = random.nextInt(12); f >= 0; f--) {
        text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
      }
      Matcher matcher = theirs.matcher(text);
      List<String> expected = new ArrayList<>();
      int last = -1;
      while (matcher.find()) {
        // The reference does not take an empty match right behind another.
        if (matcher.end() > matcher.start() || matcher.start() != last) {
          expected.add(matcher.start() + "-" + matcher.end());
        }
        last = matcher.end();
      }
      assertThat(matches(ours, text.toString())).as(Quoted.of(text.toString())).isEqualTo(expected);
    }
  }

  /** What Oniguruma's Ruby syntax has otherwise than java.util.regex. */
  @Test
  void followsRubyWhereSyntaxesDiffer() {
    assertThat(matches(SplitPattern.regex("\\p{N}{1,3}+", "test"), "12345678"))
        .containsExactly("0-8");
    assertThat(matches(SplitPattern.regex("^a$", "test"), "a\na")).containsExactly("0-1", "2-3");
    assertThat(matches(SplitPattern.regex("a(?i)b|c", "test"), "aBacAC"))
        .containsExactly("0-2", "2-4");
    assertThat(matches(SplitPattern.regex("(?m:.)+", "test"), "a\nb")).containsExactly("0-3");
    assertThat(matches(SplitPattern.regex("\\h{2}", "test"), "fFgg")).containsExactly("0-2");
  }

  @Test
  void aLongTextDoesNotUseUpTheStack() {
    String text = "a1".repeat(500_000);
    assertThat(matches(SplitPattern.regex("(?:[a-z]|\\d)+", "test"), text))
        .containsExactly("0-1000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(?:a|a)+b", "(?:a+)+b", "(?:a|aa)*c", "a*a*a*a*b", "a*b"})
  void aPatternThatBacktracksWithoutEndIsStopped(String pattern) {
    SplitPattern hostile = SplitPattern.regex(pattern, "file: pattern");
    String text = "a".repeat(60_000);
    long before = System.nanoTime();
    assertThatExceptionOfType(TokenizerFormatException.class)
        .isThrownBy(() -> matches(hostile, text))
        .withMessageStartingWith("file: pattern: the regular expression takes more than ");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "(a;a '(' has no ')'",
        "a);a ')' without its '('",
        "[a;a '[' has no ']'",
        "*a;nothing before '*' to repeat",
        "(a*)*;a repetition of what can be empty is not supported",
        "\\1;\\1 is not supported",
        "\\p{Klingon};\\p{Klingon} is not supported; known are ",
        "(?<=ab)c;looking behind is supported for one character",
        "a{2000};expected bounds in order, of 1,000 at most",
        "[z-a];a range in brackets ends before it begins",
        "[[:alpha:]];[[:…:]] is not supported",
        "a\\;it ends too early",
        "(?x)a;(?x…) is not supported",
      })
  void whatIsNotSupportedIsRefusedByName(String pattern, String reason) {
    assertThatExceptionOfType(TokenizerFormatException.class)
        .isThrownBy(() -> SplitPattern.regex(pattern, "file: pattern"))
        .withMessageStartingWith("file: pattern: regular expression ")
        .withMessageContaining(reason);
  }

  @Test
  void aPatternOfManyInstructionsIsRefused() {
    String nested = "(?:(?:(?:(?:ab){100}){100}){100}){100}";
    assertThatExceptionOfType(TokenizerFormatException.class)
        .isThrownBy(() -> SplitPattern.regex(nested, "file"))
        .withMessageContaining("takes more than 65,536 instructions");
    assertThatExceptionOfType(TokenizerFormatException.class)
        .isThrownBy(() -> SplitPattern.regex("(".repeat(5000), "file"))
        .withMessageContaining("groups nest deeper than 64");
  }

  private static List<String> matches(SplitPattern pattern, String text) {
    List<String> found = new ArrayList<>();
    SplitPattern.Matches matches =
        pattern.in(AlignedText.of(text, 0, text.length()), 0, text.length());
    while (matches.next()) {
      found.add(matches.start() + "-" + matches.end());
    }
    return found;
  }
}
