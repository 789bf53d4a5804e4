package dev.heed.models.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * Precision, recall and F1 of each class and on average, as scikit-learn's {@code
 * precision_recall_fscore_support} gives them.
 *
 * @param perClass in the order of the classes, also of those that do not occur
 * @param micro of the counts of all classes together; with one prediction for each example, all
 *     three are the accuracy
 * @param macro the mean over the classes that occur, in truth or prediction
 * @param weighted the mean over the classes, each as often as it occurs in truth; 0 where none does
 */
public record ClassScores(
    List<ClassScore> perClass, ClassScore micro, ClassScore macro, ClassScore weighted) {
  public ClassScores {
    perClass = List.copyOf(perClass);
  }

  /**
   * Of the counts of each class: see {@link ClassScore#of}.
   *
   * @throws IllegalArgumentException when there is not one count for each class
   */
  public static ClassScores of(long[] hits, long[] predicted, long[] actual) {
    if (hits.length != predicted.length || hits.length != actual.length) {
      throw Inputs.wrong(
          "F1",
          "%d, %d and %d classes; expected as many of each"
              .formatted(hits.length, predicted.length, actual.length));
    }
    List<ClassScore> perClass = new ArrayList<>(hits.length);
    List<ClassScore> occurring = new ArrayList<>(hits.length);
    long allHits = 0;
    long allPredicted = 0;
    long allActual = 0;
    for (int c = 0; c < hits.length; c++) {
      ClassScore score = ClassScore.of(hits[c], predicted[c], actual[c]);
      perClass.add(score);
      if (predicted[c] + actual[c] > 0) {
        occurring.add(score);
      }
      allHits += hits[c];
      allPredicted += predicted[c];
      allActual += actual[c];
    }
    return new ClassScores(
        perClass,
        ClassScore.of(allHits, allPredicted, allActual),
        mean(occurring, false, allActual),
        mean(occurring, true, allActual));
  }

  private static ClassScore mean(List<ClassScore> scores, boolean bySupport, long support) {
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    double weights = 0;
    for (ClassScore score : scores) {
      double weight = bySupport ? score.support() : 1;
      precision += weight * score.precision();
      recall += weight * score.recall();
      f1 += weight * score.f1();
      weights += weight;
    }
    return weights == 0
        ? new ClassScore(0, 0, 0, support)
        : new ClassScore(precision / weights, recall / weights, f1 / weights, support);
  }
}
