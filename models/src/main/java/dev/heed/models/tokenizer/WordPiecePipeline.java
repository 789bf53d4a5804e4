package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.AddedTokenSplitter.Pattern;
import dev.heed.models.tokenizer.AddedTokenSplitter.Piece;
import dev.heed.models.tokenizer.AddedTokenSplitter.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * From a text to its tokens: added tokens are taken out, the rest is normalized, cut into words at
 * spaces and punctuation, and each word into pieces.
 */
final class WordPiecePipeline implements Pipeline {
  /**
   * How much is normalized at a time: it fits the first-level cache, and a limit reached early
   * saves the rest.
   */
  private static final int CHUNK = 2048;

  private final BertNormalizer normalizer;
  private final WordPieceModel model;
  private final List<AddedToken> addedTokens;
  private final String source;
  private final AddedTokenSplitter inText;
  private final AddedTokenSplitter inNormalized;

  /**
   * @param source what errors call the file
   */
  WordPiecePipeline(
      BertNormalizer normalizer,
      WordPieceModel model,
      List<AddedToken> addedTokens,
      String source) {
    this.normalizer = normalizer;
    this.model = model;
    this.addedTokens = List.copyOf(addedTokens);
    this.source = source;
    List<Pattern> plain = new ArrayList<>();
    List<Pattern> normalized = new ArrayList<>();
    for (AddedToken token : addedTokens) {
      if (token.normalized()) {
        normalized.add(Pattern.of(normalize(token, source), token, source));
      } else {
        plain.add(Pattern.of(token.content(), token, source));
      }
    }
    this.inText = new AddedTokenSplitter(plain, source);
    this.inNormalized = new AddedTokenSplitter(normalized, source);
  }

  @Override
  public Pipeline scoping(Predicate<String> wanted) {
    List<AddedToken> scoped = addedTokens.stream().map(token -> token.scopedBy(wanted)).toList();
    return scoped.equals(addedTokens)
        ? this
        : new WordPiecePipeline(normalizer, model, scoped, source);
  }

  @Override
  public TokenBuffer encode(String text, SpecialScope special, int enough) {
    TokenBuffer out = new TokenBuffer(Math.min(text.length() / 4, enough));
    NormalizedText scratch = new NormalizedText(Math.min(text.length(), CHUNK) + 8);
    List<Piece> pieces =
        inText.isActive(special)
            ? inText.split(text, Scope.of(special))
            : List.of(new Piece(0, text.length(), null));
    for (Piece piece : pieces) {
      AddedToken token = piece.token();
      if (token != null) {
        out.nextWord();
        String written = text.substring(piece.from(), piece.to());
        out.add(token.id(), written, piece.from(), piece.to());
      } else if (inNormalized.isActive(special)) {
        normalizer.normalize(text, piece.from(), piece.to(), Integer.MAX_VALUE, scratch);
        encodeNormalized(scratch, special, enough, out);
      } else {
        for (int at = piece.from(); at < piece.to() && out.size() < enough; ) {
          at = normalizer.normalize(text, at, piece.to(), CHUNK, scratch);
          encodeWords(scratch, 0, scratch.length(), enough, out);
        }
      }
      if (out.size() >= enough) {
        break;
      }
    }
    return out;
  }

  private void encodeNormalized(
      NormalizedText text, SpecialScope special, int enough, TokenBuffer out) {
    Scope scope = new NormalizedScope(special, text::start, text::end);
    for (Piece piece : inNormalized.split(text, scope)) {
      AddedToken token = piece.token();
      if (token != null) {
        out.nextWord();
        String written = text.subSequence(piece.from(), piece.to());
        out.add(token.id(), written, text.start(piece.from()), text.end(piece.to()));
      } else {
        encodeWords(text, piece.from(), piece.to(), enough, out);
      }
      if (out.size() >= enough) {
        return;
      }
    }
  }

  private void encodeWords(NormalizedText text, int from, int to, int enough, TokenBuffer out) {
    int start = from;
    for (int at = from; at < to && out.size() < enough; ) {
      int kind = text.kind(at);
      if (kind == CharacterTable.WORD) {
        at++;
        continue;
      }
      if (start < at) {
        model.tokenize(text, start, at, out);
      }
      int next = at + (Character.isHighSurrogate(text.unit(at)) ? 2 : 1);
      if (kind == CharacterTable.PUNCTUATION) {
        model.tokenize(text, at, next, out);
      }
      at = next;
      start = next;
    }
    if (start < to && out.size() < enough) {
      model.tokenize(text, start, to, out);
    }
  }

  private String normalize(AddedToken token, String source) {
    String content = token.content();
    NormalizedText normalized = new NormalizedText(content.length() + 8);
    normalizer.normalize(content, 0, content.length(), Integer.MAX_VALUE, normalized);
    if (normalized.length() == 0) {
      throw new TokenizerFormatException(
          "%s: nothing of the added token %s (id %d) is left after normalization; set its 'normalized' to false"
              .formatted(source, Quoted.of(content), token.id()));
    }
    return normalized.toString();
  }
}
