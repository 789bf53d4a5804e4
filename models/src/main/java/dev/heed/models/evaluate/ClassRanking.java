package dev.heed.models.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Ranking by the probabilities of any number of classes: truth [examples], probabilities [examples,
 * classes].
 *
 * <p>All throw {@link IllegalArgumentException} as {@link Probabilities} says.
 */
public final class ClassRanking {
  private ClassRanking() {}

  /**
   * The mean over the classes of the area under the ROC of this class against all others
   * (scikit-learn's {@code multi_class="ovr"}, macro; Provost and Domingos, "Well-trained PETs",
   * 2000). NaN where a class has no example, or all of them.
   */
  public static double rocAucOneVsRest(int[] truth, double[][] probabilities) {
    return mean(truth, probabilities, BinaryRanking::rocAuc);
  }

  /**
   * The mean over the classes of their average precision against all others (macro). NaN where a
   * class has no example.
   */
  public static double averagePrecision(int[] truth, double[][] probabilities) {
    return mean(truth, probabilities, BinaryRanking::averagePrecision);
  }

  /**
   * The mean over ordered pairs of classes of the area under the ROC of the first among the
   * examples of both (scikit-learn's {@code multi_class="ovo"}, macro; Hand and Till, "A simple
   * generalisation of the area under the ROC curve for multiple class classification problems",
   * 2001). NaN where a class has no example, or there is only one.
   */
  public static double rocAucOneVsOne(int[] truth, double[][] probabilities) {
    int classes = Inputs.probabilities("ranking", truth, probabilities);
    int[][] members = members(truth, classes);
    double sum = 0;
    for (int a = 0; a < classes; a++) {
      for (int b = 0; b < classes; b++) {
        if (a != b) {
          sum += pair(members[a], members[b], probabilities, a);
        }
      }
    }
    return sum / ((double) classes * (classes - 1));
  }

  private static double mean(
      int[] truth, double[][] probabilities, ToDoubleFunction<BinaryRanking> area) {
    int classes = Inputs.probabilities("ranking", truth, probabilities);
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += area.applyAsDouble(oneVsRest(truth, probabilities, c));
    }
    return sum / classes;
  }

  static BinaryRanking oneVsRest(int[] truth, double[][] probabilities, int c) {
    boolean[] is = new boolean[truth.length];
    double[] scores = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      is[i] = truth[i] == c;
      scores[i] = probabilities[i][c];
    }
    return BinaryRanking.of(is, scores);
  }

  private static double pair(int[] of, int[] others, double[][] probabilities, int c) {
    if (of.length + others.length == 0) {
      return Double.NaN;
    }
    boolean[] is = new boolean[of.length + others.length];
    double[] scores = new double[is.length];
    Arrays.fill(is, 0, of.length, true);
    for (int i = 0; i < is.length; i++) {
      int example = i < of.length ? of[i] : others[i - of.length];
      scores[i] = probabilities[example][c];
    }
    return BinaryRanking.of(is, scores).rocAuc();
  }

  /** The examples of each class. */
  private static int[][] members(int[] truth, int classes) {
    List<List<Integer>> members = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < truth.length; i++) {
      members.get(truth[i]).add(i);
    }
    return members.stream()
        .map(some -> some.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }
}
