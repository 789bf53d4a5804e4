package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.SentencePieces.Kind;
import dev.heed.models.tokenizer.SentencePieces.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** From a text to its tokens, as SentencePiece has it. */
final class SentencePiecePipeline implements Pipeline {
  private final SentencePieces pieces;
  private final Vocabulary vocabulary;
  private final List<AddedToken> added;
  private final TextPipeline text;

  /**
   * @param vocabulary of the pieces
   * @param added tokens that are taken out of a text first
   */
  SentencePiecePipeline(SentencePieces pieces, Vocabulary vocabulary, List<AddedToken> added) {
    this.pieces = pieces;
    this.vocabulary = vocabulary;
    this.added = List.copyOf(added);
    this.text = text(pieces, vocabulary, added);
  }

  @Override
  public TokenBuffer encode(String text, SpecialScope special, int enough) {
    return this.text.encode(text, special, enough);
  }

  @Override
  public TokenBuffer encodeWord(String word, SpecialScope special, int enough) {
    return text.encodeWord(word, special, enough);
  }

  /** The model finds what the user defined anywhere: there it is none of its tokens any more. */
  @Override
  public Pipeline scoping(Predicate<String> wanted) {
    SentencePieces others = pieces.withControl(wanted);
    List<AddedToken> scoped = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (AddedToken token : added) {
      known.add(token.content());
      scoped.add(token.scopedBy(wanted));
    }
    for (int id = 0; id < others.tokens().size(); id++) {
      String token = others.tokens().get(id);
      if (others.roles().get(id) != pieces.roles().get(id) && known.add(token)) {
        scoped.add(AddedToken.special(token, id));
      }
    }
    return scoped.equals(added) && others.roles().equals(pieces.roles())
        ? this
        : new SentencePiecePipeline(others, vocabulary, scoped);
  }

  private static TextPipeline text(
      SentencePieces pieces, Vocabulary vocabulary, List<AddedToken> added) {
    TextNormalizer normalizer =
        new SentencePieceNormalizer(
            pieces.map(), pieces.normalization(), pieces.trie(Role.USER_DEFINED));
    TokenModel model =
        pieces.kind() == Kind.BPE
            ? new ScoredBpeModel(pieces, vocabulary)
            : unigram(pieces, vocabulary);
    return new TextPipeline(normalizer, PreTokenizer.WHOLE, model, added, pieces.source());
  }

  private static UnigramModel unigram(SentencePieces pieces, Vocabulary vocabulary) {
    int size = pieces.tokens().size();
    double[] scores = new double[size];
    boolean[] defined = new boolean[size];
    CharTrie.Builder trie = new CharTrie.Builder();
    for (int id = 0; id < size; id++) {
      Role role = pieces.roles().get(id);
      scores[id] = role == Role.NORMAL ? pieces.scores()[id] : Double.NaN;
      defined[id] = role == Role.USER_DEFINED;
      if (role == Role.NORMAL || role == Role.USER_DEFINED) {
        pieces.add(trie, id, pieces.tokens().get(id));
      }
    }
    return new UnigramModel(
        vocabulary,
        trie.build(),
        new UnigramModel.Scores(scores, defined, true),
        new UnknownText(vocabulary, pieces.byteFallback(), pieces.unknown(), true),
        pieces.unknown());
  }
}
