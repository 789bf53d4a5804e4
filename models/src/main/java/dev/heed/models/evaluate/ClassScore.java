package dev.heed.models.evaluate;

/**
 * How well one class was found, or several on average.
 *
 * <pre>
 *   precision = hits / predicted     recall = hits / actual     F1 = 2 · hits / (predicted + actual)
 * </pre>
 *
 * <p>van Rijsbergen, "Information Retrieval", 2nd ed., 1979, chapter 7. 0/0 counts as 0, as in
 * scikit-learn and seqeval.
 *
 * @param precision 0 to 1
 * @param recall 0 to 1
 * @param f1 0 to 1
 * @param support examples that truly are of the class, or of any of them
 */
public record ClassScore(double precision, double recall, double f1, long support) {
  /**
   * Of the counts of one class.
   *
   * @param hits predicted rightly
   * @param predicted examples to be of the class, rightly or not
   * @param actual examples of the class
   */
  public static ClassScore of(long hits, long predicted, long actual) {
    if (hits < 0 || hits > predicted || hits > actual) {
      throw Inputs.wrong(
          "F1", "%,d hits among %,d predicted and %,d actual".formatted(hits, predicted, actual));
    }
    return new ClassScore(
        ratio(hits, predicted), ratio(hits, actual), ratio(2 * hits, predicted + actual), actual);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
