package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds added tokens in a text: the leftmost match first, of several that begin there the longest.
 */
final class AddedTokenSplitter {
  /**
   * The text [from, to): an added token, or what lies between them if {@code token} is null. Two
   * tokens may overlap where one takes the white space that the other begins with.
   */
  record Piece(int from, int to, @Nullable AddedToken token) {}

  /**
   * What to look for, and the token that it stands for. Contents that would make the work on a text
   * grow with the square of its length are refused.
   */
  record Pattern(String text, AddedToken token) {
    /** Those in use have some dozens; the search begins anew at each place of a text. */
    static final int LONGEST = 1024;

    /**
     * @param source what errors call the file
     */
    static Pattern of(String text, AddedToken token, String source) {
      if (text.length() > LONGEST) {
        throw new TokenizerFormatException(
            "%s: the added token %s (id %d) has %,d UTF-16 units; expected %,d at most"
                .formatted(source, Quoted.of(token.content()), token.id(), text.length(), LONGEST));
      }
      // Found at every place of a run of spaces, it would take all that follow, each time.
      if (token.stripRight() && text.chars().allMatch(unit -> isWhitespace((char) unit))) {
        throw new TokenizerFormatException(
            "%s: the added token %s (id %d) is white space and takes the white space after it; set its 'rstrip' to false"
                .formatted(source, Quoted.of(token.content()), token.id()));
      }
      return new Pattern(text, token);
    }
  }

  private final List<Pattern> patterns;
  private final CharTrie trie;
  private final boolean onlySpecial;

  /**
   * @param source what errors call the file
   */
  AddedTokenSplitter(List<Pattern> patterns, String source) {
    this.patterns = List.copyOf(patterns);
    CharTrie.Builder builder = new CharTrie.Builder();
    for (int i = 0; i < patterns.size(); i++) {
      if (!builder.add(patterns.get(i).text(), i)) {
        throw new TokenizerFormatException(
            "%s: the added tokens need more than %,d trie nodes"
                .formatted(source, CharTrie.MAX_NODES));
      }
    }
    this.trie = builder.build();
    this.onlySpecial = patterns.stream().allMatch(pattern -> pattern.token().special());
  }

  /** Says whether a special token counts at [from, to) of the text that is searched. */
  interface Scope {
    boolean contains(int from, int to);

    /** Where the search goes on after a special token at [from, to) that does not count. */
    int next(int from, int to);

    /** The scope in the text itself. */
    static Scope of(SpecialScope scope) {
      return new Scope() {
        @Override
        public boolean contains(int from, int to) {
          return scope.contains(from, to);
        }

        @Override
        public int next(int from, int to) {
          return scope.next(from, to);
        }
      };
    }
  }

  /** Whether {@link #split} can find anything. */
  boolean isActive(SpecialScope scope) {
    return !patterns.isEmpty() && (!onlySpecial || !scope.isEmpty());
  }

  /** The pieces of {@code text} in order; together they cover it. */
  List<Piece> split(CharSequence text, Scope scope) {
    List<Piece> pieces = new ArrayList<>();
    int done = 0;
    for (int at = 0; at < text.length(); ) {
      Pattern match = longestMatch(text, at);
      if (match == null) {
        at++;
        continue;
      }
      int start = at;
      int end = at + match.text().length();
      // A match that does not count still hides those that overlap it, as in the reference.
      at = end;
      AddedToken token = match.token();
      if (token.special() && !scope.contains(start, end)) {
        // But what a user typed hides nothing of what a program wrote behind it.
        at = scope.next(start, end);
        continue;
      }
      if (token.singleWord() && touchesWord(text, start, end)) {
        continue;
      }
      if (token.stripLeft()) {
        while (start > done && isWhitespace(text.charAt(start - 1))) {
          start--;
        }
        // Of its own white space, what the token before took stays with that one.
        start = Math.min(Math.max(start, done), end);
      }
      if (token.stripRight()) {
        while (end < text.length() && isWhitespace(text.charAt(end))) {
          end++;
        }
      }
      if (done < start) {
        pieces.add(new Piece(done, start, null));
      }
      pieces.add(new Piece(start, end, token));
      done = end;
    }
    if (done < text.length()) {
      pieces.add(new Piece(done, text.length(), null));
    }
    return pieces;
  }

  private @Nullable Pattern longestMatch(CharSequence text, int from) {
    int node = CharTrie.ROOT;
    int found = CharTrie.NONE;
    for (int i = from; i < text.length(); i++) {
      node = trie.child(node, text.charAt(i));
      if (node == CharTrie.NONE) {
        break;
      }
      if (trie.value(node) != CharTrie.NONE) {
        found = trie.value(node);
      }
    }
    return found == CharTrie.NONE ? null : patterns.get(found);
  }

  private static boolean touchesWord(CharSequence text, int start, int end) {
    return (start > 0 && isWordCharacter(Character.codePointBefore(text, start)))
        || (end < text.length() && isWordCharacter(Character.codePointAt(text, end)));
  }

  /** White space lies in the basic plane, so that a unit is a code point here. */
  private static boolean isWhitespace(char unit) {
    return UnicodeTables.pinned().isWhitespace(unit);
  }

  /** The \w of Unicode regular expressions: UTS 18, annex C. */
  private static boolean isWordCharacter(int c) {
    return Character.isAlphabetic(c)
        || switch (Character.getType(c)) {
          case Character.NON_SPACING_MARK,
              Character.COMBINING_SPACING_MARK,
              Character.ENCLOSING_MARK,
              Character.DECIMAL_DIGIT_NUMBER,
              Character.CONNECTOR_PUNCTUATION ->
              true;
          default -> c == 0x200C || c == 0x200D;
        };
  }
}
