package dev.heed.models.spec;

/** How a model tells the places of a text apart. */
public sealed interface PositionScheme {
  /** Most tokens in one sequence. */
  int maxTokens();

  /** Rows of the position table. */
  int rows();

  /**
   * The row of the position table for each token of one sequence.
   *
   * @param ids all token ids
   * @param from the first of the sequence
   * @param to one past its last
   * @param rows written at {@code from} … {@code to − 1}
   */
  void fill(int[] ids, int from, int to, int[] rows);

  /**
   * A learned table, counted from row 0: BERT.
   *
   * @param rows of the table
   */
  record Learned(int rows) implements PositionScheme {
    public Learned {
      if (rows < 1) {
        throw new ModelException("positions: a table of %d rows".formatted(rows));
      }
    }

    @Override
    public int maxTokens() {
      return rows;
    }

    @Override
    public void fill(int[] ids, int from, int to, int[] rows) {
      for (int i = from; i < to; i++) {
        rows[i] = i - from;
      }
    }
  }

  /**
   * A learned table that starts behind the padding token's id, whose own row stands for every
   * padding token; those are not counted: RoBERTa.
   *
   * @param rows of the table
   * @param padding id of the padding token
   */
  record LearnedAfterPadding(int rows, int padding) implements PositionScheme {
    public LearnedAfterPadding {
      if (padding < 0 || rows <= padding + 1L) {
        throw new ModelException(
            "positions: a table of %d rows has no place behind row %d".formatted(rows, padding));
      }
    }

    @Override
    public int maxTokens() {
      return rows - padding - 1;
    }

    @Override
    public void fill(int[] ids, int from, int to, int[] rows) {
      int next = padding + 1;
      for (int i = from; i < to; i++) {
        rows[i] = ids[i] == padding ? padding : next++;
      }
    }
  }
}
