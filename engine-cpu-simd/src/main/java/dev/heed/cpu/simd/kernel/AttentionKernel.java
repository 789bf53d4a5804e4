package dev.heed.cpu.simd.kernel;

import dev.heed.cpu.simd.kernel.AttentionOperands.Sequence;
import dev.heed.cpu.simd.kernel.AttentionOperands.View;
import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Chance;
import java.util.Arrays;

/**
 * Attention of some query rows with the keys of one head, without the score matrix: keys pass in
 * blocks of {@value #BLOCK_KEYS}, and what was summed so far is scaled down when a block brings a
 * greater score (Milakov and Gimelshein, 2018; Dao et al., 2022). Blocks are cut by the index of
 * the key alone, and a row's sums run over its visible keys in order, so that its bits depend
 * neither on the rows beside it nor on how many there are.
 *
 * <p>The queries of all heads that share the keys are rows of one product: row {@code i · group +
 * g} is query i of the group's head g. One object serves one thread, for one op.
 */
public final class AttentionKernel {
  /** Keys of a block: panels of keys and values of a usual head fill half of L2. */
  public static final int BLOCK_KEYS = 256;

  /**
   * Rows whose scores are alive at once: 20 KB, which L1 keeps from softmax to product; two of the
   * tallest tiles with 32 registers, five with 16.
   */
  static final int TILE_ROWS = 20;

  /**
   * From row to row of the scores: as tiles want it, and room for {@link ScoreRow#filled}, which
   * may begin at the last key.
   */
  static final int SCORE_STRIDE = Tile.STRIDE;

  /**
   * Keys that are packed at a time where all rows of a unit are one tile, which is so when a
   * decoder takes a step: with heads of 64 they fill a third of L1, and are used at once.
   */
  private static final int FEW_KEYS = 64;

  /** Most rows of a unit, for which a block of keys is packed once. */
  private static final int UNIT_ROWS = 20 * TILE_ROWS;

  private final AttentionOperands op;
  private final AttentionScratch layout;
  private final float[] scratch;
  private final int base;
  private final Tile tile;
  private final int[] spanStart;
  private final int[] spanEnd;
  private final float[] now;

  /**
   * @param layout of the scratch memory, by {@link #layout}
   * @param base where this thread's scratch memory starts
   * @param rows this thread's
   */
  public AttentionKernel(
      AttentionOperands op,
      AttentionScratch layout,
      float[] scratch,
      int base,
      AttentionTile rows) {
    this.op = op;
    this.layout = layout;
    this.scratch = scratch;
    this.base = base;
    this.tile = rows.product;
    this.spanStart = rows.spanStart;
    this.spanEnd = rows.spanEnd;
    this.now = rows.now;
  }

  /** Units that the queries of one sequence and key head are cut into. */
  public static int units(int queries, int group) {
    return Math.ceilDiv(queries * group, UNIT_ROWS);
  }

  /**
   * The scratch memory of one thread.
   *
   * @param longest queries of the longest sequence
   */
  public static AttentionScratch layout(AttentionOperands op, int longest) {
    int rows = (int) Math.min((long) longest * op.heads(), UNIT_ROWS);
    return AttentionScratch.of(rows, op.headSize(), op.valueSize());
  }

  /**
   * Computes some units of a sequence: unit {@code u} is part u / kvHeads of key head u % kvHeads.
   */
  public void run(Sequence sequence, int firstUnit, int endUnit) {
    int kvHeads = op.heads() / op.group();
    int rows = sequence.queries() * op.group();
    if (rows <= TILE_ROWS) {
      int most = Math.max(1, layout.rows() / Math.max(1, rows));
      for (int head = firstUnit; head < endUnit; head += most) {
        runHeads(sequence, head, Math.min(endUnit, head + most), rows);
      }
      return;
    }
    for (int unit = firstUnit; unit < endUnit; unit++) {
      run(sequence, unit % kvHeads, unit / kvHeads * UNIT_ROWS, rows);
    }
  }

  /**
   * Some heads of so few rows that they are one tile each. The heads take turns at each block of
   * keys: a row of a cache has those of all heads, and what the processor fetches ahead for one is
   * then near for the next. Head after head over the whole cache, memory gives half as much.
   */
  private void runHeads(Sequence sequence, int firstHead, int endHead, int rows) {
    int all = (endHead - firstHead) * rows;
    clear(all);
    for (int head = firstHead; head < endHead; head++) {
      int at = (head - firstHead) * rows;
      gatherQueries(sequence, head, -at, at, at + rows);
    }
    int firstKey = firstKey(sequence, 0);
    int endKey = endKey(sequence, rows - 1);
    for (int block = firstKey / BLOCK_KEYS * BLOCK_KEYS; block < endKey; block += BLOCK_KEYS) {
      for (int head = firstHead; head < endHead; head++) {
        int at = (head - firstHead) * rows;
        if (scoreTile(sequence, head, -at, at, rows, block, FEW_KEYS)) {
          weighTile(at, rows);
          dropTile(sequence, head, -at, at, rows, block);
          sumTile(sequence, head, block, at, rows, FEW_KEYS);
        }
      }
    }
    for (int head = firstHead; head < endHead; head++) {
      int at = (head - firstHead) * rows;
      finish(sequence, head, -at, at, at + rows);
      returnWeights(sequence, head, -at, at, at + rows, FEW_KEYS);
    }
    tile.release();
  }

  /** A unit of one key head: the rows from {@code first} on, as many as there may be. */
  private void run(Sequence sequence, int keyHead, int first, int end) {
    int rows = Math.min(UNIT_ROWS, end - first);
    clear(rows);
    gatherQueries(sequence, keyHead, first, 0, rows);
    // Later rows see no earlier keys, so that the first and the last row tell what is needed.
    int firstKey = firstKey(sequence, first);
    int endKey = endKey(sequence, first + rows - 1);
    for (int block = firstKey / BLOCK_KEYS * BLOCK_KEYS; block < endKey; block += BLOCK_KEYS) {
      int from = Math.max(0, firstKey - block);
      int to = Math.min(BLOCK_KEYS, endKey - block);
      packKeys(sequence, keyHead, block, from, to, 0);
      packValues(sequence, keyHead, block, from, to, 0);
      for (int row = 0; row < rows; row += TILE_ROWS) {
        int count = Math.min(TILE_ROWS, rows - row);
        if (scoreTile(sequence, keyHead, first, row, count, block, BLOCK_KEYS)) {
          weighTile(row, count);
          dropTile(sequence, keyHead, first, row, count, block);
          sumTile(sequence, keyHead, block, row, count, BLOCK_KEYS);
        }
      }
    }
    finish(sequence, keyHead, first, 0, rows);
    returnWeights(sequence, keyHead, first, 0, rows, BLOCK_KEYS);
    tile.release();
  }

  /** Nothing has been summed of so many rows. */
  private void clear(int rows) {
    Arrays.fill(scratch, sums(0), sums(rows), 0);
    Arrays.fill(scratch, greatest(0), greatest(rows), Float.NEGATIVE_INFINITY);
    Arrays.fill(scratch, total(0), total(rows), 0);
  }

  /**
   * Scales the queries here, once, rather than each of their scores. As everywhere here, row {@code
   * row} of the scratch memory is row {@code first + row} of the key head.
   */
  private void gatherQueries(Sequence sequence, int keyHead, int first, int from, int to) {
    View q = op.q();
    for (int row = from; row < to; row++) {
      int at = q.row(sequence.firstQuery() + query(first + row), head(keyHead, first + row));
      Elementwise.scale(op.scale(), q.data(), at, scratch, queries(row), op.headSize());
    }
  }

  /**
   * Packs the block's keys from {@code from} to {@code to}, whole panels around them.
   *
   * @param origin the block's key at which the panels begin
   */
  private void packKeys(Sequence sequence, int keyHead, int block, int from, int to, int origin) {
    StoredPanels.keys(
        op.k(),
        sequence.firstKey() + block,
        keyHead,
        Math.min(BLOCK_KEYS, sequence.keys() - block),
        op.headSize(),
        from / Panels.PANEL * Panels.PANEL,
        Panels.paddedColumns(to),
        scratch,
        keyPanels(origin),
        base + layout.keyRows());
  }

  /**
   * Packs the block's values from {@code from} to {@code to}.
   *
   * @param origin the block's value at which the panels begin
   */
  private void packValues(Sequence sequence, int keyHead, int block, int from, int to, int origin) {
    StoredPanels.values(
        op.v(),
        sequence.firstKey() + block + from,
        keyHead,
        to - from,
        op.valueSize(),
        scratch,
        valuePanels(origin) + from * Panels.PANEL,
        BLOCK_KEYS * Panels.PANEL);
  }

  /**
   * Scores of {@code count} rows with the block's keys, as far as a row of the tile sees them.
   *
   * @param step keys that are packed at a time; those of a whole block are packed already
   * @return false where nothing is visible
   */
  private boolean scoreTile(
      Sequence sequence, int keyHead, int first, int row, int count, int block, int step) {
    int least = BLOCK_KEYS;
    int most = 0;
    for (int r = 0; r < count; r++) {
      spanStart[r] = Math.max(0, firstKey(sequence, first + row + r) - block);
      spanEnd[r] = Math.min(BLOCK_KEYS, endKey(sequence, first + row + r) - block);
      if (spanStart[r] < spanEnd[r]) {
        least = Math.min(least, spanStart[r]);
        most = Math.max(most, spanEnd[r]);
      } else {
        spanStart[r] = 0;
        spanEnd[r] = 0;
      }
    }
    if (least >= most) {
      return false;
    }
    int start = least / Panels.PANEL * Panels.PANEL;
    int end = Panels.paddedColumns(most);
    for (int piece = start / step * step; piece < end; piece += step) {
      int from = Math.max(start, piece);
      int to = Math.min(end, piece + step);
      if (step < BLOCK_KEYS) {
        packKeys(sequence, keyHead, block, from, to, piece);
      }
      TileGrid.run(
          tile,
          scratch,
          queries(row),
          layout.queryStride(),
          count,
          scratch,
          keyPanels(piece) + from * op.headSize(),
          op.headSize() * Panels.PANEL,
          op.headSize(),
          true,
          scratch,
          scores(0) + from,
          SCORE_STRIDE,
          to - from);
    }
    for (int r = 0; r < count; r++) {
      if (spanStart[r] < spanEnd[r]) {
        adjust(sequence, keyHead, first + row + r, r, block);
      }
    }
    return true;
  }

  /**
   * Soft cap, bias and linear bias, in the order of the contract, and −∞ after the visible scores
   * up to a multiple of {@value Lanes#PARTIALS}. What stands behind them there is no score of this
   * row.
   */
  private void adjust(Sequence sequence, int keyHead, int row, int r, int block) {
    int at = scores(r) + spanStart[r];
    int n = spanEnd[r] - spanStart[r];
    int filled = ScoreRow.filled(n);
    if (op.softCap() > 0) {
      ScoreRow.softCap(scratch, at, op.softCap(), filled);
    }
    int query = query(row);
    int head = head(keyHead, row);
    int key = block + spanStart[r];
    View bias = op.bias();
    if (bias != null) {
      int pair =
          op.biasPerHead()
              ? sequence.pairAt(query, head, op.heads())
              : sequence.pairAt(query, 0, 1);
      Elementwise.add(scratch, at, bias.data(), bias.at() + pair + key, scratch, at, n);
    }
    AlibiSlopes alibi = op.alibi();
    if (alibi != null) {
      int last = query + sequence.keys() - sequence.queries();
      ScoreRow.linearBias(scratch, at, alibi.slope(head), last - key, filled);
    }
    Arrays.fill(scratch, at + n, at + filled, Float.NEGATIVE_INFINITY);
  }

  /**
   * Scores of a tile become weights relative to each row's greatest score so far. One step for all
   * rows and then the next, so that the processor works on several rows at once: within a row each
   * step waits for the one before.
   */
  private void weighTile(int row, int count) {
    for (int r = 0; r < count; r++) {
      int n = ScoreRow.filled(spanEnd[r] - spanStart[r]);
      float max = n == 0 ? Float.NEGATIVE_INFINITY : SoftmaxRow.max(scratch, score(r), n);
      now[r] = Math.max(scratch[greatest(row + r)], max);
    }
    for (int r = 0; r < count; r++) {
      int n = ScoreRow.filled(spanEnd[r] - spanStart[r]);
      if (n > 0) {
        float shift = SoftmaxRow.shift(now[r]);
        SoftmaxRow.exponentials(scratch, score(r), shift, scratch, score(r), n);
      }
    }
    for (int r = 0; r < count; r++) {
      int n = ScoreRow.filled(spanEnd[r] - spanStart[r]);
      if (n > 0) {
        raise(row + r, now[r]);
        scratch[total(row + r)] += RowSums.sum(scratch, score(r), n);
      }
    }
  }

  /** Drops weights, once their sums are taken. */
  private void dropTile(Sequence sequence, int keyHead, int first, int row, int count, int block) {
    Chance chance = op.dropout();
    if (chance == null) {
      return;
    }
    for (int r = 0; r < count; r++) {
      int n = spanEnd[r] - spanStart[r];
      if (n > 0) {
        int query = query(first + row + r);
        int pair = sequence.pairAt(query, head(keyHead, first + row + r), op.heads());
        int number = pair + block + spanStart[r];
        Drops.row(chance, number, scratch, score(r), scratch, score(r), n);
      }
    }
  }

  /** Scales down what was summed so far where a greater score has come. */
  private void raise(int row, float now) {
    float before = scratch[greatest(row)];
    if (now != before) {
      scratch[greatest(row)] = now;
      if (before != Float.NEGATIVE_INFINITY) { // else nothing has been summed
        scaleDown(row, SoftmaxRow.ratio(before, now));
      }
    }
  }

  private void scaleDown(int row, float factor) {
    scratch[total(row)] *= factor;
    Elementwise.scale(factor, scratch, sums(row), scratch, sums(row), layout.valueColumns());
  }

  /**
   * sums += weights · values.
   *
   * @param step values that are packed at a time; those of a whole block are packed already
   */
  private void sumTile(Sequence sequence, int keyHead, int block, int row, int count, int step) {
    int least = BLOCK_KEYS;
    int most = 0;
    for (int r = 0; r < count; r++) {
      if (spanStart[r] < spanEnd[r]) {
        least = Math.min(least, spanStart[r]);
        most = Math.max(most, spanEnd[r]);
      }
    }
    for (int piece = least / step * step; piece < most; piece += step) {
      int from = Math.max(least, piece);
      int to = Math.min(most, piece + step);
      if (step < BLOCK_KEYS) {
        packValues(sequence, keyHead, block, from, to, piece);
      }
      sumPiece(row, count, from, to, valuePanels(piece));
    }
  }

  /** The values from {@code from} to {@code to}; panels is where that of the block's key 0 lies. */
  private void sumPiece(int row, int count, int from, int to, int panels) {
    int r = 0;
    while (r < count) {
      int height = sameSpan(r, count);
      if (height < Gemm.TILE_ROWS) {
        height = TileGrid.height(count - r, Gemm.TILE_ROWS);
      }
      sumRows(row, r, height, from, to, panels);
      r += height;
    }
  }

  /** Rows from r on that see the same keys. */
  private int sameSpan(int r, int count) {
    int end = r + 1;
    while (end < count && spanStart[end] == spanStart[r] && spanEnd[end] == spanEnd[r]) {
      end++;
    }
    return end - r;
  }

  /**
   * The keys that all these rows see in one product; those that only some see row by row, before
   * and after: a weight of 0 would let NaN through.
   */
  private void sumRows(int row, int r, int height, int from, int to, int panels) {
    int common = from;
    int end = to;
    for (int next = r; next < r + height; next++) {
      common = Math.max(common, spanStart[next]);
      end = Math.min(end, spanEnd[next]);
    }
    if (common >= end) {
      for (int next = r; next < r + height; next++) {
        product(row, next, 1, Math.max(from, spanStart[next]), Math.min(to, spanEnd[next]), panels);
      }
      return;
    }
    for (int next = r; next < r + height; next++) {
      product(row, next, 1, Math.max(from, spanStart[next]), common, panels);
    }
    product(row, r, height, common, end, panels);
    for (int next = r; next < r + height; next++) {
      product(row, next, 1, end, Math.min(to, spanEnd[next]), panels);
    }
  }

  private void product(int row, int r, int height, int key, int end, int panels) {
    if (key < end) {
      TileGrid.run(
          tile,
          scratch,
          scores(r) + key,
          SCORE_STRIDE,
          height,
          scratch,
          panels + key * Panels.PANEL,
          BLOCK_KEYS * Panels.PANEL,
          end - key,
          false,
          scratch,
          sums(row + r),
          layout.valueColumns(),
          layout.valueColumns());
    }
  }

  /** Divides by the sum of the weights and writes the rows out. */
  private void finish(Sequence sequence, int keyHead, int first, int from, int to) {
    View out = op.out();
    View logSumExp = op.logSumExp();
    for (int row = from; row < to; row++) {
      int query = sequence.firstQuery() + query(first + row);
      int head = head(keyHead, first + row);
      int at = out.row(query, head);
      float total = scratch[total(row)];
      if (total == 0) {
        Arrays.fill(out.data(), at, at + op.valueSize(), 0);
      } else {
        Elementwise.scale(1 / total, scratch, sums(row), out.data(), at, op.valueSize());
      }
      if (logSumExp != null) {
        float shift = SoftmaxRow.shift(scratch[greatest(row)]);
        logSumExp.data()[logSumExp.row(query, head)] = SoftmaxRow.logSumExp(shift, total);
      }
    }
  }

  /** Where weights are wanted, computes the scores once more, now that each row's sum is known. */
  private void returnWeights(
      Sequence sequence, int keyHead, int first, int from, int to, int step) {
    View weights = op.weights();
    if (weights == null) {
      return;
    }
    float[] data = weights.data();
    for (int row = from; row < to; row++) {
      int at = weightsAt(sequence, keyHead, first + row, weights);
      Arrays.fill(data, at, at + sequence.keys(), 0);
    }
    int firstKey = firstKey(sequence, first + from);
    int endKey = endKey(sequence, first + to - 1);
    for (int block = firstKey / BLOCK_KEYS * BLOCK_KEYS; block < endKey; block += BLOCK_KEYS) {
      if (step == BLOCK_KEYS) {
        int key = Math.max(0, firstKey - block);
        packKeys(sequence, keyHead, block, key, Math.min(BLOCK_KEYS, endKey - block), 0);
      }
      for (int row = from; row < to; row += TILE_ROWS) {
        int count = Math.min(TILE_ROWS, to - row);
        if (scoreTile(sequence, keyHead, first, row, count, block, step)) {
          for (int r = 0; r < count; r++) {
            int at = weightsAt(sequence, keyHead, first + row + r, weights) + block + spanStart[r];
            int n = spanEnd[r] - spanStart[r];
            float shift = SoftmaxRow.shift(scratch[greatest(row + r)]);
            int score = scores(r) + spanStart[r];
            SoftmaxRow.exponentials(scratch, score, shift, scratch, score, ScoreRow.filled(n));
            float factor = SoftmaxRow.inverse(scratch[total(row + r)]);
            Elementwise.scale(factor, scratch, score, data, at, n);
          }
        }
      }
    }
  }

  private int weightsAt(Sequence sequence, int keyHead, int row, View weights) {
    return weights.at() + sequence.pairAt(query(row), head(keyHead, row), op.heads());
  }

  private int firstKey(Sequence sequence, int row) {
    int first = op.visibility().firstKey(query(row), sequence.queries(), sequence.keys());
    return Math.min(first, sequence.keys());
  }

  private int endKey(Sequence sequence, int row) {
    return op.visibility().endKey(query(row), sequence.queries(), sequence.keys());
  }

  private int query(int row) {
    return row / op.group();
  }

  private int head(int keyHead, int row) {
    return keyHead * op.group() + row % op.group();
  }

  private int queries(int row) {
    return base + layout.queries() + row * layout.queryStride();
  }

  /** Where the panel of the block's key 0 lies, if that of {@code origin} lies first. */
  private int keyPanels(int origin) {
    return base + layout.keyPanels() - origin * op.headSize();
  }

  /** Where the block's value 0 lies, if value {@code origin} lies first. */
  private int valuePanels(int origin) {
    return base + layout.valuePanels() - origin * Panels.PANEL;
  }

  private int sums(int row) {
    return base + layout.sums() + row * layout.valueColumns();
  }

  private int greatest(int row) {
    return base + layout.greatest() + row;
  }

  private int total(int row) {
    return base + layout.totals() + row;
  }

  /** The first visible score of row r of a tile. */
  private int score(int r) {
    return scores(r) + spanStart[r];
  }

  private int scores(int r) {
    return base + layout.scores() + r * SCORE_STRIDE;
  }
}
