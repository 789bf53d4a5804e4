package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Attention;
import dev.heed.engine.tensor.SeqSpans;
import org.jspecify.annotations.Nullable;

/**
 * Where the sequences of an attention lie, and the tiles that work-groups make, as sequences.cl has
 * it.
 *
 * @param ofKeys whether tiles are of key rows; else they are of query rows
 * @param tileRows rows of a tile
 */
record AttentionPlan(
    SeqSpans queries, SeqSpans keys, boolean ofKeys, int tileRows, @Nullable AlibiSlopes slopes) {
  /** SEQUENCE_INTS of the kernels. */
  private static final int SEQUENCE_INTS = 6;

  static AttentionPlan ofQueries(Attention op, int tileRows) {
    return new AttentionPlan(op.queries(), op.keys(), false, tileRows, op.masking().alibi());
  }

  static AttentionPlan ofKeys(Attention op, int tileRows) {
    return new AttentionPlan(op.queries(), op.keys(), true, tileRows, op.masking().alibi());
  }

  private SeqSpans tiled() {
    return ofKeys ? keys : queries;
  }

  int tiles() {
    int tiles = 0;
    for (int s = 0; s < tiled().count(); s++) {
      tiles += (tiled().length(s) + tileRows - 1) / tileRows;
    }
    return tiles;
  }

  int tilesAt() {
    return SEQUENCE_INTS * queries.count();
  }

  int slopesAt() {
    return slopes == null ? -1 : tilesAt() + 2 * tiles();
  }

  int[] ints() {
    int[] ints = new int[tilesAt() + 2 * tiles() + (slopes == null ? 0 : slopes.heads())];
    int tile = tilesAt();
    long pairs = 0;
    for (int s = 0; s < queries.count(); s++) {
      int at = SEQUENCE_INTS * s;
      ints[at] = queries.start(s);
      ints[at + 1] = queries.length(s);
      ints[at + 2] = keys.start(s);
      ints[at + 3] = keys.length(s);
      ints[at + 4] = (int) pairs;
      ints[at + 5] = (int) (pairs >>> 32);
      pairs += (long) queries.length(s) * keys.length(s);
      for (int i = 0; i < tiled().length(s); i += tileRows) {
        ints[tile++] = s;
        ints[tile++] = i;
      }
    }
    for (int h = 0; slopes != null && h < slopes.heads(); h++) {
      ints[tile++] = Float.floatToRawIntBits(slopes.slope(h));
    }
    return ints;
  }
}
