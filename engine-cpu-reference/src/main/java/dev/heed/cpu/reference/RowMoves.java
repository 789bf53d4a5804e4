package dev.heed.cpu.reference;

import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.ScatterRows;

/** GatherRows and ScatterRows. */
final class RowMoves {
  private RowMoves() {}

  /** out[i] = table[indices[i]], or += . */
  static void gather(GatherRows op) {
    int[] indices = Indices.within(op.name(), "indices", op.indices(), op.table().size(0));
    for (int i = 0; i < indices.length; i++) {
      float[] row = Rows.read(op.table(), indices[i]);
      if (op.accumulate()) {
        float[] held = Rows.read(op.out(), i);
        for (int c = 0; c < row.length; c++) {
          row[c] += held[c];
        }
      }
      Rows.write(op.out(), i, row);
    }
  }

  /** to[indices[i]] = from[i]. */
  static void scatter(ScatterRows op) {
    int[] indices = Indices.distinct(op.name(), "indices", op.indices(), op.to().size(0));
    for (int i = 0; i < indices.length; i++) {
      Casts.copyRow(op.from(), i, op.to(), indices[i]);
    }
  }
}
