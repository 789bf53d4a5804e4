package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.SentencePieces.Role;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair encoding as SentencePiece does it: merges are not listed, but follow from the scores of
 * the tokens.
 */
final class ScoredBpeModel extends MergingModel {
  private final SentencePieces pieces;
  private final MergeTable merges;
  private final Map<Integer, Integer> characters;
  private final CharTrie defined;
  private final UnknownText unknown;

  ScoredBpeModel(SentencePieces pieces, Vocabulary vocabulary) {
    this(pieces, vocabulary, new ScoredMerges(pieces));
  }

  private ScoredBpeModel(SentencePieces pieces, Vocabulary vocabulary, ScoredMerges scored) {
    super(vocabulary, isToken(scored.characters().get((int) SPACE), pieces));
    this.pieces = pieces;
    this.merges = scored.table();
    this.characters = scored.characters();
    this.defined = pieces.trie(Role.USER_DEFINED);
    this.unknown = new UnknownText(vocabulary, pieces.byteFallback(), pieces.unknown(), true);
  }

  private static boolean isToken(@Nullable Integer symbol, SentencePieces pieces) {
    return symbol != null && symbol < pieces.tokens().size();
  }

  @Override
  Symbols merged(AlignedText text, int from, int to) {
    Symbols symbols = symbols(text, from, from, to);
    symbols.merge(merges);
    Symbols out = new Symbols(symbols.size());
    boolean afterUnknown = false;
    for (int i = 0; i < symbols.size(); i++) {
      afterUnknown =
          add(text, from, symbols.id(i), symbols.start(i), symbols.end(i), afterUnknown, out);
    }
    return out;
  }

  /**
   * The characters of text[start, end), and what the user defined; places count from {@code from}.
   */
  private Symbols symbols(AlignedText text, int from, int start, int end) {
    Symbols symbols = new Symbols(end - start);
    for (int at = start; at < end; ) {
      int next = at;
      int id = CharTrie.NONE;
      int node = CharTrie.ROOT;
      for (int i = at; i < end && node != CharTrie.NONE; ) {
        node = defined.child(node, text.charAt(i++));
        if (node != CharTrie.NONE && defined.value(node) != CharTrie.NONE) {
          id = defined.value(node);
          next = i;
        }
      }
      if (id == CharTrie.NONE) {
        int c = text.codePointAt(at);
        next = at + Character.charCount(c);
        // A character of no token is a symbol that never merges.
        id = characters.getOrDefault(c, Integer.MAX_VALUE);
      }
      symbols.add(id, at - from, next - from);
      at = next;
    }
    return symbols;
  }

  private boolean add(
      AlignedText text, int from, int id, int start, int end, boolean afterUnknown, Symbols out) {
    if (id >= pieces.tokens().size()) {
      return unknown.add(text.codePointAt(from + start), start, end, afterUnknown, out);
    }
    if (pieces.roles().get(id) == Role.UNUSED) {
      // It stands for the two that it was merged from: as if it had not become that.
      Symbols parts = symbols(text, from, from + start, from + end);
      parts.merge(merges, id);
      if (parts.size() > 1) {
        boolean after = afterUnknown;
        for (int i = 0; i < parts.size(); i++) {
          after = add(text, from, parts.id(i), parts.start(i), parts.end(i), after, out);
        }
        return after;
      }
    }
    out.add(id, start, end);
    return false;
  }
}
