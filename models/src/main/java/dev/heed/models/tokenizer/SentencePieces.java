package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a SentencePiece model knows, whatever file it comes from.
 *
 * @param source what errors call the file
 * @param kind how text is spelled in tokens
 * @param tokens by id
 * @param scores of the tokens
 * @param roles of the tokens
 * @param map which characters become others, or null
 * @param byteFallback whether unknown text is spelled in bytes
 * @param unknown the id of the unknown token
 */
record SentencePieces(
    String source,
    Kind kind,
    List<String> tokens,
    float[] scores,
    List<Role> roles,
    SentencePieceNormalizer.Settings normalization,
    @Nullable CharacterMap map,
    boolean byteFallback,
    int unknown) {
  enum Kind {
    UNIGRAM,
    BPE
  }

  /** What a token is for, in the order of the numbers that files have for it, from 1 on. */
  enum Role {
    NORMAL,
    UNKNOWN,
    CONTROL,
    USER_DEFINED,
    UNUSED,
    BYTE;

    private static final Role[] ROLES = values();

    /**
     * @param number 1 to 6
     * @param source what errors call the file
     */
    static Role of(int number, int id, String source) {
      if (number < 1 || number > ROLES.length) {
        throw new TokenizerFormatException(
            "%s: token %,d is of type %,d; expected 1 to %d"
                .formatted(source, id, number, ROLES.length));
      }
      return ROLES[number - 1];
    }
  }

  SentencePieces {
    tokens = List.copyOf(tokens);
    roles = List.copyOf(roles);
    if (tokens.isEmpty()) {
      throw new TokenizerFormatException(source + ": there is no token in it");
    }
    if (scores.length != tokens.size() || roles.size() != tokens.size()) {
      throw new TokenizerFormatException(
          "%s: there are %,d tokens, %,d scores and %,d types; expected as many of each"
              .formatted(source, tokens.size(), scores.length, roles.size()));
    }
    for (int id = 0; id < scores.length; id++) {
      if (!Float.isFinite(scores[id])) {
        throw new TokenizerFormatException(
            "%s: token %s (id %d) has the score %s; expected a finite number"
                .formatted(source, Quoted.of(tokens.get(id)), id, scores[id]));
      }
    }
    if (unknown < 0 || unknown >= tokens.size()) {
      throw new TokenizerFormatException(
          "%s: the unknown token has the id %,d; expected 0 to %,d"
              .formatted(source, unknown, tokens.size() - 1));
    }
  }

  Vocabulary vocabulary() {
    Vocabulary.Builder builder = new Vocabulary.Builder(source);
    for (int id = 0; id < tokens.size(); id++) {
      builder.add(tokens.get(id), id);
    }
    return builder.build();
  }

  /** The same, but those that the user defined are control tokens where {@code wanted} holds. */
  SentencePieces withControl(Predicate<String> wanted) {
    List<Role> others = new ArrayList<>(roles);
    for (int id = 0; id < others.size(); id++) {
      if (others.get(id) == Role.USER_DEFINED && wanted.test(tokens.get(id))) {
        others.set(id, Role.CONTROL);
      }
    }
    return new SentencePieces(
        source, kind, tokens, scores, others, normalization, map, byteFallback, unknown);
  }

  /** Whether text can be spelled in a token. */
  boolean spells(int id) {
    return switch (roles.get(id)) {
      case NORMAL, USER_DEFINED, UNUSED -> true;
      case UNKNOWN, CONTROL, BYTE -> false;
    };
  }

  /** A trie of the tokens of one role. */
  CharTrie trie(Role role) {
    CharTrie.Builder builder = new CharTrie.Builder();
    for (int id = 0; id < tokens.size(); id++) {
      if (roles.get(id) == role) {
        add(builder, id, tokens.get(id));
      }
    }
    return builder.build();
  }

  /** Adds a token, or refuses a file whose tokens need more memory than any in use. */
  void add(CharTrie.Builder builder, int id, String written) {
    if (written.length() > UnigramModel.LONGEST) {
      throw new TokenizerFormatException(
          "%s: token %s (id %d) has %,d UTF-16 units; expected %,d at most"
              .formatted(source, Quoted.of(written), id, written.length(), UnigramModel.LONGEST));
    }
    if (!builder.add(written, id)) {
      throw new TokenizerFormatException(
          "%s: the tokens need more than %,d trie nodes".formatted(source, CharTrie.MAX_NODES));
    }
  }
}
