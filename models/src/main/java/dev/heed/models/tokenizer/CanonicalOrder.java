package dev.heed.models.tokenizer;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Normalization by the letter: NFD sorts each run of combining characters by class before the
 * nonspacing ones are removed. Only where a combining character is not a nonspacing mark (a
 * Javanese virama, a Hangul tone mark, a mark that Unicode 8 did not know yet) can the order be
 * seen; {@link BertNormalizer} sends such text here.
 */
final class CanonicalOrder {
  private final CharacterTable table;
  private final UnicodeTables unicode;

  CanonicalOrder(CharacterTable table, UnicodeTables unicode) {
    this.table = table;
    this.unicode = unicode;
  }

  /** Appends the normalized form of text[from, to) to {@code out}. */
  void normalize(String text, int from, int to, NormalizedText out) {
    IntVector cleaned = new IntVector(to - from);
    IntVector origins = new IntVector(to - from);
    for (int at = from; at < to; ) {
      int codePoint = BertNormalizer.codePointAt(text, at, to);
      for (int c : table.clean(codePoint)) {
        cleaned.add(c);
        origins.add(at);
      }
      at += Character.charCount(codePoint);
    }

    IntVector decomposed = new IntVector(cleaned.size());
    IntVector insertions = new IntVector(cleaned.size());
    for (int i = 0; i < cleaned.size(); i++) {
      int insertion = 0;
      for (int c : unicode.decompose(cleaned.get(i))) {
        decomposed.add(c);
        insertions.add(insertion);
        insertion = 1;
      }
    }

    // The reference gives places out in the order *after* sorting: the n-th code point that begins
    // a decomposition
    // gets the place of the n-th cleaned one, and those that continue one share the place given
    // last.
    int[] begun = {0};
    forEachSorted(
        decomposed,
        i -> {
          begun[0] += 1 - insertions.get(i);
          int c = decomposed.get(i);
          if (!unicode.isNonspacingMark(c)) {
            int origin = origins.get(begun[0] - 1);
            for (int entry : table.fold(c)) {
              out.append(entry, origin);
            }
          }
        });
  }

  /**
   * Visits the indices of {@code decomposed} with every run of combining characters stably sorted
   * by class.
   */
  private void forEachSorted(IntVector decomposed, IntConsumer visitor) {
    long[] run = new long[16];
    for (int i = 0; i < decomposed.size(); ) {
      int count = 0;
      int combiningClass;
      while (i < decomposed.size()
          && (combiningClass = unicode.combiningClass(decomposed.get(i))) != 0) {
        if (count == run.length) {
          run = Arrays.copyOf(run, 2 * count);
        }
        run[count++] = ((long) combiningClass << Integer.SIZE) | i++;
      }
      Arrays.sort(run, 0, count);
      for (int j = 0; j < count; j++) {
        visitor.accept((int) run[j]);
      }
      if (i < decomposed.size()) {
        visitor.accept(i++);
      }
    }
  }
}
