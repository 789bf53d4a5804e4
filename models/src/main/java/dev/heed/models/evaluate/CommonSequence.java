package dev.heed.models.evaluate;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The longest sequence of words that two texts have in the same order, gaps allowed.
 *
 * @param length of the sequence
 * @param places in the reference of its words: of several that are equally long, the one that
 *     rouge-score finds
 */
record CommonSequence(int length, BitSet places) {
  static CommonSequence of(List<String> reference, List<String> words) {
    int[][] lengths = new int[reference.size() + 1][words.size() + 1];
    for (int i = 1; i <= reference.size(); i++) {
      for (int j = 1; j <= words.size(); j++) {
        lengths[i][j] =
            reference.get(i - 1).equals(words.get(j - 1))
                ? lengths[i - 1][j - 1] + 1
                : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
      }
    }
    BitSet places = new BitSet();
    int i = reference.size();
    int j = words.size();
    while (i > 0 && j > 0) {
      if (reference.get(i - 1).equals(words.get(j - 1))) {
        i--;
        j--;
        places.set(i);
      } else if (lengths[i][j - 1] > lengths[i - 1][j]) {
        j--;
      } else {
        i--;
      }
    }
    return new CommonSequence(lengths[reference.size()][words.size()], places);
  }

  /**
   * ROUGE-Lsum. A word counts at most as often as both sides have it, which the paper leaves out
   * and version 1.5.5 of the original program does.
   */
  static Rouge.Score summary(List<List<String>> hypothesis, List<List<String>> reference) {
    Map<String, Integer> left = counts(hypothesis);
    Map<String, Integer> leftOfReference = counts(reference);
    long shared = 0;
    for (List<String> sentence : reference) {
      BitSet union = new BitSet();
      for (List<String> other : hypothesis) {
        union.or(of(sentence, other).places());
      }
      for (int i = union.nextSetBit(0); i >= 0; i = union.nextSetBit(i + 1)) {
        String word = sentence.get(i);
        if (left.getOrDefault(word, 0) > 0 && leftOfReference.getOrDefault(word, 0) > 0) {
          left.merge(word, -1, Integer::sum);
          leftOfReference.merge(word, -1, Integer::sum);
          shared++;
        }
      }
    }
    return Rouge.Score.of(shared, length(hypothesis), length(reference));
  }

  private static Map<String, Integer> counts(List<List<String>> sentences) {
    Map<String, Integer> counts = new HashMap<>();
    for (List<String> sentence : sentences) {
      for (String word : sentence) {
        counts.merge(word, 1, Integer::sum);
      }
    }
    return counts;
  }

  private static int length(List<List<String>> sentences) {
    return sentences.stream().mapToInt(List::size).sum();
  }
}
