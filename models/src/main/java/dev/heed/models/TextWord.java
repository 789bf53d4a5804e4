package dev.heed.models;

import dev.heed.models.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a word stands in its text, and in its tokens.
 *
 * @param start UTF-16 index of the text
 * @param end exclusive
 * @param first its first token; −1 where it has none
 */
record TextWord(int start, int end, int first) {
  /** Words as the tokenizer has cut the text; without the spaces that some count to a word. */
  static List<TextWord> of(String text, Encoding encoding) {
    List<TextWord> words = new ArrayList<>();
    for (int t = 0; t < encoding.size(); ) {
      int first = t;
      int word = encoding.words()[t];
      int end = encoding.ends()[t];
      while (++t < encoding.size() && encoding.words()[t] == word && !encoding.isAdded(t)) {
        end = Math.max(end, encoding.ends()[t]);
      }
      int start = encoding.starts()[first];
      while (start < end && Character.isWhitespace(text.charAt(start))) {
        start++;
      }
      if (!encoding.isAdded(first) && start < end) {
        words.add(new TextWord(start, end, first));
      }
    }
    return words;
  }

  /** Words that were given, in a text of them with a space between. */
  static List<TextWord> of(List<String> given, Encoding encoding) {
    int[] firsts = encoding.firsts(given.size());
    List<TextWord> words = new ArrayList<>(firsts.length);
    int start = 0;
    for (int w = 0; w < firsts.length; w++) {
      int end = start + given.get(w).length();
      words.add(new TextWord(start, end, firsts[w]));
      start = end + 1;
    }
    return words;
  }
}
