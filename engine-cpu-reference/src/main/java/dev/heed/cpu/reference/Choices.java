package dev.heed.cpu.reference;

import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.TopKRows;

/** ArgMaxRows and TopKRows: of equals the first, NaN above everything. */
final class Choices {
  private Choices() {}

  /** out[r] = the column of the greatest element. */
  static void argMax(ArgMaxRows op) {
    for (int r = 0; r < op.in().rows(); r++) {
      float[] row = Rows.read(op.in(), r);
      int best = 0;
      for (int c = 1; c < row.length; c++) {
        if (isGreater(row[c], row[best])) {
          best = c;
        }
      }
      Rows.set(op.out(), r, best);
    }
  }

  /** The k greatest of each row: each column sinks to its place among those kept so far. */
  static void topK(TopKRows op) {
    int k = op.values().width();
    for (int r = 0; r < op.in().rows(); r++) {
      float[] row = Rows.read(op.in(), r);
      float[] values = new float[k];
      int[] columns = new int[k];
      int kept = 0;
      for (int c = 0; c < row.length; c++) {
        int place = kept;
        while (place > 0 && isGreater(row[c], values[place - 1])) {
          place--;
        }
        if (place < k) {
          kept = Math.min(k, kept + 1);
          System.arraycopy(values, place, values, place + 1, kept - place - 1);
          System.arraycopy(columns, place, columns, place + 1, kept - place - 1);
          values[place] = row[c];
          columns[place] = c;
        }
      }
      Rows.write(op.values(), r, values);
      Rows.write(op.indices(), r, columns);
    }
  }

  static boolean isGreater(float a, float b) {
    return a > b || (Float.isNaN(a) && !Float.isNaN(b));
  }
}
