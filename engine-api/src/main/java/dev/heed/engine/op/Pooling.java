package dev.heed.engine.op;

/** How the rows of one sequence become one row. */
public enum Pooling {
  /** The mean of all rows. */
  MEAN,
  /** The first row: the [CLS] token of BERT. */
  CLS,
  /** The last row. */
  LAST,
  /** The greatest value of each column. */
  MAX
}
