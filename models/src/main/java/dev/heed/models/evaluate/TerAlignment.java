package dev.heed.models.evaluate;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which word of a text stands opposite which of the reference, after the fewest insertions,
 * deletions and replacements, looked for near the diagonal only, as in sacrebleu.
 */
final class TerAlignment {
  /** Cells on either side of the diagonal. */
  private static final int BEAM = 25;

  private static final int FAR = 1 << 29;

  /** What the least cost of a cell came from; of equal costs, the first of these. */
  private static final byte SAME = 1;

  private static final byte REPLACE = 2;
  private static final byte DELETE = 3;
  private static final byte INSERT = 4;

  private final int edits;
  private final int[] opposite;
  private final boolean[] wrong;
  private final boolean[] missed;

  private TerAlignment(int edits, int words, int reference) {
    this.edits = edits;
    opposite = new int[reference];
    wrong = new boolean[words];
    missed = new boolean[reference];
  }

  static TerAlignment of(List<String> words, List<String> reference) {
    byte[][] steps = new byte[words.size() + 1][reference.size() + 1];
    int edits = edits(words, reference, steps);
    TerAlignment alignment = new TerAlignment(edits, words.size(), reference.size());
    alignment.follow(steps);
    return alignment;
  }

  /** The edits alone. */
  static int edits(List<String> words, List<String> reference) {
    return edits(words, reference, null);
  }

  int edits() {
    return edits;
  }

  /**
   * The place in the text of what stands opposite a word of the reference, or of the word before.
   */
  int opposite(int there) {
    return opposite[there];
  }

  /**
   * True when a run of the text has an error, so has the run of the reference that equals it, and
   * the two do not stand opposite each other already.
   */
  boolean worthMoving(int from, int there, int length) {
    return any(wrong, from, length)
        && any(missed, there, length)
        && (opposite[there] < from || opposite[there] >= from + length);
  }

  private static boolean any(boolean[] flags, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (flags[i]) {
        return true;
      }
    }
    return false;
  }

  private static int edits(List<String> words, List<String> reference, byte @Nullable [][] steps) {
    int columns = reference.size() + 1;
    int[] above = new int[columns];
    int[] row = new int[columns];
    Arrays.setAll(above, j -> j);
    if (steps != null) {
      Arrays.fill(steps[0], INSERT);
    }
    double slope = words.isEmpty() ? 1 : (double) reference.size() / words.size();
    // A steep diagonal leaves a narrow beam from one row to the next.
    int beam = BEAM < slope / 2 ? (int) Math.ceil(slope / 2 + BEAM) : BEAM;
    for (int i = 1; i <= words.size(); i++) {
      int diagonal = (int) Math.floor(i * slope);
      int from = Math.max(0, diagonal - beam);
      int to = i == words.size() ? columns : Math.min(columns, diagonal + beam);
      Arrays.fill(row, FAR);
      for (int j = from; j < to; j++) {
        byte step = DELETE;
        int least = above[j] + 1;
        if (j > 0) {
          boolean same = words.get(i - 1).equals(reference.get(j - 1));
          int diagonalCost = above[j - 1] + (same ? 0 : 1);
          if (diagonalCost <= least) {
            step = same ? SAME : REPLACE;
            least = diagonalCost;
          }
          if (row[j - 1] + 1 < least) {
            step = INSERT;
            least = row[j - 1] + 1;
          }
        }
        row[j] = Math.min(least, FAR);
        if (steps != null) {
          steps[i][j] = step;
        }
      }
      int[] free = above;
      above = row;
      row = free;
    }
    return above[columns - 1];
  }

  private void follow(byte[][] steps) {
    int i = wrong.length;
    int j = missed.length;
    while (i > 0 || j > 0) {
      byte step = steps[i][j];
      if (step == DELETE) {
        wrong[--i] = true;
      } else if (step == INSERT) {
        j--;
        missed[j] = true;
        opposite[j] = i - 1;
      } else {
        i--;
        j--;
        opposite[j] = i;
        wrong[i] = step == REPLACE;
        missed[j] = step == REPLACE;
      }
    }
  }
}
