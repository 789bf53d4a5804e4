package dev.heed.models.data;

/**
 * How a data set is parted.
 *
 * @param training share of the examples, above 0
 * @param validation share, at least 0
 * @param test share, at least 0; together they are 1
 */
public record SplitShares(double training, double validation, double test) {
  private static final double ROUNDING = 1e-9;

  /** Checks the shares. */
  public SplitShares {
    // Written so that NaN fails.
    if (!(training > 0 && validation >= 0 && test >= 0)
        || !(Math.abs(training + validation + test - 1) < ROUNDING)) {
      throw new DataException(
          "split: the shares %s for training, %s for validation and %s for test are not positive numbers that add up to 1"
              .formatted(training, validation, test));
    }
  }

  /** Training and validation, without a test set. */
  public static SplitShares withValidation(double validation) {
    return new SplitShares(1 - validation, validation, 0);
  }
}
