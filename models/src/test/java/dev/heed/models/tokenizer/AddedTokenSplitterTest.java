package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.tokenizer.AddedTokenSplitter.Pattern;
import dev.heed.models.tokenizer.AddedTokenSplitter.Piece;
import dev.heed.models.tokenizer.AddedTokenSplitter.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The work on a text, counted in the units that are read; which tokens are found is the reference's
 * to say, in {@link ReferenceTest}.
 */
class AddedTokenSplitterTest {
  /** A text that counts how often one of its units is read. */
  private static final class CountedText implements CharSequence {
    private final String text;
    private long reads;

    CountedText(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      reads++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return text.subSequence(from, to);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static AddedTokenSplitter splitter(AddedToken... tokens) {
    return new AddedTokenSplitter(
        List.of(tokens).stream().map(token -> Pattern.of(token.content(), token, "test")).toList(),
        "test");
  }

  private static AddedToken token(String content, boolean stripLeft, boolean stripRight) {
    return new AddedToken(content, 0, false, false, false, stripLeft, stripRight);
  }

  private static long reads(AddedTokenSplitter splitter, String text) {
    CountedText counted = new CountedText(text);
    splitter.split(counted, Scope.of(SpecialScope.EVERYWHERE));
    return counted.reads;
  }

  @Test
  void aUnitIsReadAtMostOncePerUnitOfTheLongestToken() {
    String token = "a".repeat(Pattern.LONGEST - 1) + "b";
    AddedTokenSplitter splitter = splitter(token("a", false, false), token(token, false, false));
    String text = "a".repeat(40_000);
    assertThat(reads(splitter, text)).isLessThanOrEqualTo((long) text.length() * Pattern.LONGEST);
  }

  @Test
  void whiteSpaceThatTokensTakeIsReadAFewTimes() {
    AddedTokenSplitter splitter =
        splitter(token("a", true, true), token(" ", true, false), token(" b ", true, true));
    for (String part : List.of(" ", "a     ", " b       a", "\n\n \t")) {
      String text = part.repeat(40_000 / part.length());
      assertThat(reads(splitter, text))
          .as("reads of %,d units made of '%s'", text.length(), part)
          .isLessThan(5L * text.length());
    }
  }

  /** Together they cover the text, and hold no more than a few times its length. */
  @Test
  void whatPiecesHoldIsInProportionToTheText() {
    AddedTokenSplitter splitter = splitter(token("a", true, true), token(" ", true, false));
    String text = ("a" + " ".repeat(9_999)).repeat(4);
    long held =
        splitter.split(text, Scope.of(SpecialScope.EVERYWHERE)).stream()
            .mapToLong(piece -> piece.to() - piece.from())
            .sum();
    assertThat(held).isBetween((long) text.length(), 3L * text.length());
  }

  @Test
  void aTokenWhoseOwnSpaceWasTakenBeginsBehindIt() {
    AddedToken x = token("x", false, true);
    AddedToken y = token(" y", true, false);
    assertThat(splitter(x, y).split("x   y", Scope.of(SpecialScope.EVERYWHERE)))
        .containsExactly(new Piece(0, 4, x), new Piece(4, 5, y));
  }
}
