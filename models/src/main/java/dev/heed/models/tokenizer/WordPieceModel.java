package dev.heed.models.tokenizer;

/**
 * Cuts a word into pieces of the vocabulary, the longest that fits first; a word for which that
 * fails is unknown as a whole. (Schuster and Nakajima 2012, "Japanese and Korean voice search",
 * with the greedy search of BERT.)
 */
final class WordPieceModel {
  /** What each setting is where a file does not say. */
  static final String DEFAULT_PREFIX = "##";

  static final int DEFAULT_MAX_WORD_LENGTH = 100;

  /**
   * The longest word that a file may ask to be searched, in code points; files in use say 100 or
   * 200. The search begins anew at each piece, so this bounds the steps that a text takes.
   */
  static final int LONGEST_WORD = 1024;

  private final Vocabulary vocabulary;
  private final CharTrie trie;
  private final int unknownId;
  private final int continuation;
  private final int maxWordLength;

  /**
   * @param prefix what begins a token that continues a word
   * @param maxWordLength the longest word that is searched, in code points; a longer one is unknown
   * @param source what errors call the file
   */
  WordPieceModel(
      Vocabulary vocabulary, String unknown, String prefix, int maxWordLength, String source) {
    this.vocabulary = vocabulary;
    this.maxWordLength = maxWordLength;
    this.unknownId =
        vocabulary
            .id(unknown)
            .orElseThrow(() ->
                new TokenizerFormatException(
                    "%s: the unknown token %s is not in the vocabulary of %,d tokens"
                        .formatted(source, Quoted.of(unknown), vocabulary.size())));
    // A token with more units than this matches no word that is searched.
    long longest = 2L * maxWordLength + prefix.length();
    CharTrie.Builder builder = new CharTrie.Builder();
    vocabulary.forEach((token, id) -> {
      if (token.length() <= longest && !builder.add(token, id)) {
        throw new TokenizerFormatException(
            "%s: the vocabulary needs more than %,d trie nodes"
                .formatted(source, CharTrie.MAX_NODES));
      }
    });
    this.trie = builder.build();
    this.continuation = trie.node(prefix);
  }

  /** Appends the pieces of the word text[from, to), which is not empty, to {@code out}. */
  void tokenize(NormalizedText text, int from, int to, TokenBuffer out) {
    out.nextWord();
    int before = out.size();
    int node = CharTrie.ROOT;
    int at = from;
    while (at < to) {
      int id = CharTrie.NONE;
      int end = at;
      for (int i = at; i < to && node != CharTrie.NONE; ) {
        node = trie.child(node, text.unit(i++));
        if (node != CharTrie.NONE && trie.value(node) != CharTrie.NONE) {
          id = trie.value(node);
          end = i;
        }
      }
      if (id == CharTrie.NONE || (at == from && isTooLong(text, from, to))) {
        out.cutTo(before);
        out.add(unknownId, vocabulary.tokenOf(unknownId), text.start(from), text.end(to));
        return;
      }
      out.add(id, vocabulary.tokenOf(id), text.start(at), text.end(end));
      at = end;
      node = continuation;
    }
  }

  private boolean isTooLong(NormalizedText text, int from, int to) {
    return to - from > maxWordLength && text.codePoints(from, to) > maxWordLength;
  }
}
