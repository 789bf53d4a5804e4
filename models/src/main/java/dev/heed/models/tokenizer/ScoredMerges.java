package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.SentencePieces.Role;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The merges that a vocabulary with scores implies: any two symbols merge whose text together is a
 * token, that of the best score first. Symbols are tokens and, with numbers beyond the ids, the
 * characters that are none.
 */
final class ScoredMerges {
  private final SentencePieces pieces;
  private final Map<Integer, Integer> characters = new HashMap<>();
  private final CharTrie forward;
  private final CharTrie backward;
  private final IntVector found = new IntVector(1024);
  private int symbols;

  /** Of each unused token the symbols that it came from last, as left and right half. */
  private final MergeTable table;

  ScoredMerges(SentencePieces pieces) {
    this.pieces = pieces;
    this.symbols = pieces.tokens().size();
    CharTrie.Builder ahead = new CharTrie.Builder();
    CharTrie.Builder behind = new CharTrie.Builder();
    for (int id = 0; id < pieces.tokens().size(); id++) {
      String token = pieces.tokens().get(id);
      if (pieces.spells(id)) {
        pieces.add(ahead, id, token);
        pieces.add(behind, id, reversed(token));
        if (token.codePointCount(0, token.length()) == 1) {
          characters.put(token.codePointAt(0), id);
        }
      }
    }
    this.forward = ahead.build();
    this.backward = behind.build();
    for (int id = 0; id < pieces.tokens().size(); id++) {
      if (pieces.spells(id)) {
        split(id, pieces.tokens().get(id));
      }
    }
    int[] priorities = priorities();
    this.table = new MergeTable(found.size() / 3);
    for (int i = 0; i < found.size(); i += 3) {
      int id = found.get(i + 2);
      table.put(found.get(i), found.get(i + 1), priorities[id], id);
    }
  }

  MergeTable table() {
    return table;
  }

  /** The symbol of a character; a new one for a character of no token. */
  Map<Integer, Integer> characters() {
    return characters;
  }

  /** All ways to make a token of two symbols. */
  private void split(int id, String token) {
    int length = token.length();
    if (length < 2) {
      return;
    }
    int[] suffixes = new int[length];
    int node = CharTrie.ROOT;
    for (int i = length - 1; i >= 0; i--) {
      node = node == CharTrie.NONE ? node : backward.child(node, token.charAt(i));
      suffixes[i] = node == CharTrie.NONE ? CharTrie.NONE : backward.value(node);
    }
    node = CharTrie.ROOT;
    for (int i = 1; i < length; i++) {
      node = node == CharTrie.NONE ? node : forward.child(node, token.charAt(i - 1));
      if (Character.isLowSurrogate(token.charAt(i))) {
        continue;
      }
      int left = node == CharTrie.NONE ? CharTrie.NONE : forward.value(node);
      int right = suffixes[i];
      left = left == CharTrie.NONE ? character(token, 0, i) : left;
      right = right == CharTrie.NONE ? character(token, i, length) : right;
      if (left != CharTrie.NONE && right != CharTrie.NONE && mergeable(left) && mergeable(right)) {
        found.add(left);
        found.add(right);
        found.add(id);
      }
    }
  }

  /** What the user defined stands for itself alone. */
  private boolean mergeable(int symbol) {
    return symbol >= pieces.tokens().size() || pieces.roles().get(symbol) != Role.USER_DEFINED;
  }

  /** The symbol of text that is one character, or none. */
  private int character(String token, int from, int to) {
    int c = token.codePointAt(from);
    return Character.charCount(c) == to - from
        ? characters.computeIfAbsent(c, key -> symbols++)
        : CharTrie.NONE;
  }

  /** How many scores are better than that of each token: equal ones have an equal place. */
  private int[] priorities() {
    float[] sorted = pieces.scores().clone();
    Arrays.sort(sorted);
    int[] priorities = new int[sorted.length];
    for (int id = 0; id < priorities.length; id++) {
      // Of equal scores, any place would do; 0f and -0f are equal too.
      float score = pieces.scores()[id] == 0 ? 0f : pieces.scores()[id];
      priorities[id] = sorted.length - firstAbove(sorted, score);
    }
    return priorities;
  }

  private static int firstAbove(float[] sorted, float score) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] > score) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static String reversed(String token) {
    char[] units = new char[token.length()];
    for (int i = 0; i < units.length; i++) {
      units[i] = token.charAt(units.length - 1 - i);
    }
    return new String(units);
  }
}
