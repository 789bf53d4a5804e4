package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.AddedTokenSplitter.Pattern;
import dev.heed.models.tokenizer.AddedTokenSplitter.Piece;
import dev.heed.models.tokenizer.AddedTokenSplitter.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * From a text to its tokens: added tokens are taken out, the rest is normalized, cut into pieces,
 * and each piece goes to the model.
 */
final class TextPipeline implements Pipeline {
  private final TextNormalizer normalizer;
  private final PreTokenizer preTokenizer;
  private final PreTokenizer ofWords;
  private final TokenModel model;
  private final List<AddedToken> addedTokens;
  private final String source;
  private final AddedTokenSplitter inText;
  private final AddedTokenSplitter inNormalized;

  /**
   * @param source what errors call the file
   */
  TextPipeline(
      TextNormalizer normalizer,
      PreTokenizer preTokenizer,
      TokenModel model,
      List<AddedToken> addedTokens,
      String source) {
    this.normalizer = normalizer;
    this.preTokenizer = preTokenizer;
    this.ofWords =
        preTokenizer.spellsSpaces() ? ByteLevel.PREFIX_SPACE.then(preTokenizer) : preTokenizer;
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
        : new TextPipeline(normalizer, preTokenizer, model, scoped, source);
  }

  @Override
  public TokenBuffer encode(String text, SpecialScope special, int enough) {
    return encode(text, preTokenizer, special, enough);
  }

  @Override
  public TokenBuffer encodeWord(String word, SpecialScope special, int enough) {
    return encode(word, ofWords, special, enough);
  }

  private TokenBuffer encode(String text, PreTokenizer cut, SpecialScope special, int enough) {
    TokenBuffer out = new TokenBuffer(Math.min(text.length() / 4, enough));
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
      } else {
        AlignedText normalized =
            normalizer.normalize(AlignedText.of(text, piece.from(), piece.to()));
        if (inNormalized.isActive(special)) {
          encodeNormalized(normalized, cut, special, enough, out);
        } else {
          encodePieces(normalized, 0, normalized.length(), cut, enough, out);
        }
      }
      if (out.size() >= enough) {
        break;
      }
    }
    return out;
  }

  private void encodeNormalized(
      AlignedText text, PreTokenizer cut, SpecialScope special, int enough, TokenBuffer out) {
    Scope scope = new NormalizedScope(special, text::start, text::end);
    for (Piece piece : inNormalized.split(text, scope)) {
      AddedToken token = piece.token();
      if (token != null) {
        out.nextWord();
        String written = text.subSequence(piece.from(), piece.to());
        out.add(token.id(), written, text.start(piece.from()), text.end(piece.to()));
      } else {
        encodePieces(text, piece.from(), piece.to(), cut, enough, out);
      }
      if (out.size() >= enough) {
        return;
      }
    }
  }

  private void encodePieces(
      AlignedText text, int from, int to, PreTokenizer cut, int enough, TokenBuffer out) {
    cut.split(
        text,
        from,
        to,
        (piece, start, end) -> {
          model.tokenize(piece, start, end, out);
          return out.size() < enough;
        });
  }

  private String normalize(AddedToken token, String source) {
    String content = token.content();
    AlignedText normalized = normalizer.normalize(AlignedText.of(content, 0, content.length()));
    if (normalized.length() == 0) {
      throw new TokenizerFormatException(
          "%s: nothing of the added token %s (id %d) is left after normalization; set its 'normalized' to false"
              .formatted(source, Quoted.of(content), token.id()));
    }
    return normalized.toString();
  }
}
