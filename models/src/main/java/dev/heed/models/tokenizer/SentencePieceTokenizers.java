package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.SentencePieces.Kind;
import dev.heed.models.tokenizer.SentencePieces.Role;
import java.util.List;

/** Makes the model and the normalizer of a SentencePiece vocabulary. */
final class SentencePieceTokenizers {
  private SentencePieceTokenizers() {}

  /**
   * From a text to its tokens.
   *
   * @param added tokens that are taken out of a text first
   */
  static Pipeline pipeline(SentencePieces pieces, Vocabulary vocabulary, List<AddedToken> added) {
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
