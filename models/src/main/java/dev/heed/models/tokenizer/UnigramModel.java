package dev.heed.models.tokenizer;

import java.util.Arrays;

/**
 * The most probable way to spell a text in tokens that each have a score, by Viterbi's algorithm.
 * (Kudo 2018, "Subword Regularization".)
 */
final class UnigramModel implements TokenModel {
  /**
   * Longer tokens are refused: at each place of a text, all are tried. Those in use have some 100.
   */
  static final int LONGEST = 512;

  /** How much worse than the worst token unknown text is. */
  private static final double UNKNOWN_PENALTY = 10;

  private final Vocabulary vocabulary;
  private final CharTrie trie;
  private final Scores scores;
  private final UnknownText unknown;
  private final int unknownId;
  private final double unknownScore;
  private final double bestScore;

  /**
   * What a token adds to the sum.
   *
   * @param ofToken by id
   * @param defined ids of symbols that the user defined, which are always taken; they score by
   *     length
   * @param single whether sums are rounded to single precision, as SentencePiece's are
   */
  record Scores(double[] ofToken, boolean[] defined, boolean single) {}

  /**
   * @param trie the tokens that text may be spelled in, with their ids
   * @param unknownId the unknown token, which text may spell as well; or {@link UnknownText#NONE}
   */
  UnigramModel(
      Vocabulary vocabulary, CharTrie trie, Scores scores, UnknownText unknown, int unknownId) {
    this.vocabulary = vocabulary;
    this.trie = trie;
    this.scores = scores;
    this.unknown = unknown;
    this.unknownId = unknownId;
    double worst = Double.POSITIVE_INFINITY;
    double best = Float.MIN_NORMAL; // so SentencePiece begins, and scores are below it
    for (int id = 0; id < scores.ofToken().length; id++) {
      if (!Double.isNaN(scores.ofToken()[id])) {
        worst = Math.min(worst, scores.ofToken()[id]);
        best = Math.max(best, scores.ofToken()[id]);
      }
    }
    this.unknownScore = worst - UNKNOWN_PENALTY;
    this.bestScore = best;
  }

  @Override
  public void tokenize(AlignedText text, int from, int to, TokenBuffer out) {
    int size = to - from;
    int[] starts = new int[size + 1];
    int[] ids = new int[size + 1];
    double[] best = new double[size + 1];
    Arrays.fill(starts, UnknownText.NONE);
    for (int at = 0; at < size; ) {
      int width = Character.charCount(text.codePointAt(from + at));
      boolean single = false;
      int node = CharTrie.ROOT;
      int bytes = 0;
      for (int end = at; end < size; ) {
        char unit = text.charAt(from + end);
        node = trie.child(node, unit);
        if (node == CharTrie.NONE) {
          break;
        }
        end++;
        bytes += bytes(unit);
        int id = trie.value(node);
        if (id != CharTrie.NONE) {
          offer(at, end, id, score(id, bytes), starts, ids, best);
          single |= end - at == width;
        }
      }
      if (!single) {
        offer(at, at + width, UnknownText.NONE, unknownScore, starts, ids, best);
      }
      at += width;
    }
    add(text, from, size, starts, ids, out);
  }

  private void offer(
      int at, int end, int id, double score, int[] starts, int[] ids, double[] best) {
    double exact = score + best[at];
    double sum = scores.single() ? (float) exact : exact;
    if (starts[end] == UnknownText.NONE || sum > best[end]) {
      best[end] = sum;
      starts[end] = at;
      ids[end] = id;
    }
  }

  private double score(int id, int bytes) {
    return scores.defined()[id] ? bytes * bestScore - 0.1 : scores.ofToken()[id];
  }

  /** What a unit adds to the length in UTF-8; a pair has four bytes. */
  private static int bytes(char unit) {
    return unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
  }

  /** Walks the best way back, and then forward. */
  private void add(AlignedText text, int from, int size, int[] starts, int[] ids, TokenBuffer out) {
    int count = 0;
    int[] ends = new int[size];
    for (int end = size; end > 0; end = starts[end]) {
      ends[count++] = end;
    }
    Symbols symbols = new Symbols(count);
    boolean afterUnknown = false;
    for (int i = count - 1; i >= 0; i--) {
      int end = ends[i];
      int start = starts[end];
      int id = ids[end];
      if (id == UnknownText.NONE || id == unknownId) {
        for (int at = start; at < end; ) {
          int c = text.codePointAt(from + at);
          int next = at + Character.charCount(c);
          afterUnknown = unknown.add(c, at, next, afterUnknown, symbols);
          at = next;
        }
      } else {
        symbols.add(id, start, end);
        afterUnknown = false;
      }
    }
    out.nextWord();
    for (int i = 0; i < symbols.size(); i++) {
      int start = from + symbols.start(i);
      int end = from + symbols.end(i);
      int id = symbols.id(i);
      String token = id == unknownId ? text.subSequence(start, end) : vocabulary.tokenOf(id);
      out.add(id, token, text.start(start), text.end(end));
    }
  }
}
