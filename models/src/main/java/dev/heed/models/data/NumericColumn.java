package dev.heed.models.data;

import java.util.regex.Pattern;

/**
 * A column of numbers, standardised: (x − mean) / deviation.
 *
 * @param name of the column
 * @param mean over the training data
 * @param deviation over the training data, the root of the mean squared distance from the mean; 0
 *     for a column that is constant there, which gives 0 whatever comes
 */
public record NumericColumn(String name, double mean, double deviation) {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

  /** Checks that both are numbers. */
  public NumericColumn {
    if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation < 0) {
      throw new DataException(
          "column %s: expected a mean and a deviation of at least 0, found %s and %s"
              .formatted(Shown.of(name), mean, deviation));
    }
  }

  /**
   * Measures a column.
   *
   * @throws DataException if a cell holds no finite number
   */
  static NumericColumn fit(Dataset training, String name) {
    int column = training.columns().indexOf(name, training.name());
    double mean = 0;
    double squares = 0;
    int count = 0;
    // Welford's sums: those of x and x² lose all digits where the mean is large.
    for (Example example : training.examples()) {
      double x = number(example, column);
      double off = x - mean;
      mean += off / ++count;
      squares += off * (x - mean);
    }
    if (!Double.isFinite(squares)) {
      throw new DataException(
          "%s, column %s: the numbers are too large to be standardised"
              .formatted(training.name(), Shown.of(name)));
    }
    return new NumericColumn(name, mean, Math.sqrt(squares / count));
  }

  /** True where training had one number alone: nothing can be learned from it. */
  public boolean isConstant() {
    return deviation == 0;
  }

  /**
   * The number that an example has, standardised.
   *
   * @throws DataException if the cell holds no finite number
   */
  public float encode(Example example) {
    double x = number(example, example.columns().indexOf(name, example.place().file()));
    return isConstant() ? 0 : (float) ((x - mean) / deviation);
  }

  private static double number(Example example, int column) {
    String cell = example.cells().get(column).strip();
    if (NUMBER.matcher(cell).matches()) {
      double number = Double.parseDouble(cell);
      if (Double.isFinite(number)) {
        return number;
      }
    }
    throw example
        .place()
        .error(
            example.columns().names().get(column),
            "expected a number, found " + (cell.isEmpty() ? "an empty cell" : Shown.of(cell)));
  }
}
