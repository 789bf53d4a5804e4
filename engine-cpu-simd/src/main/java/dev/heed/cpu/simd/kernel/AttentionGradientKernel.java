package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Panels.PANEL;
import static dev.heed.cpu.simd.kernel.Tile.STRIDE;

import dev.heed.cpu.simd.kernel.AttentionOperands.Sequence;
import dev.heed.cpu.simd.kernel.AttentionOperands.View;
import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Chance;
import java.util.Arrays;

/**
 * The gradient of the attention of one sequence to one head of keys, without its matrix of weights
 * (Dao et al., 2022): keys pass in blocks of {@value #BLOCK_KEYS}, and for each block the queries
 * of all heads that share it in tiles of {@value #TILE_QUERIES}. A tile's weights come anew from
 * its log-sum-exps, as [keys, queries], so that they are the left factor of what goes to keys and
 * values, and the right one of what goes, turned, to the queries: five products, and nothing is
 * computed twice.
 *
 * <p>A key's sums run over the queries in order and a query's over the keys, cut by their places in
 * the sequence alone. One object serves one thread, for one op.
 */
public final class AttentionGradientKernel {
  static final int BLOCK_KEYS = AttentionKernel.BLOCK_KEYS;

  /** Two panels at 512 bits: with a block of keys a matrix of 64 KB, three of them in L2. */
  static final int TILE_QUERIES = 64;

  private final AttentionGradientOperands op;
  private final AttentionGradientScratch layout;
  private final float[] scratch;
  private final int base;
  private final Tile tile;

  /**
   * @param base where this thread's scratch memory starts
   * @param tile this thread's
   */
  public AttentionGradientKernel(
      AttentionGradientOperands op,
      AttentionGradientScratch layout,
      float[] scratch,
      int base,
      Tile tile) {
    this.op = op;
    this.layout = layout;
    this.scratch = scratch;
    this.base = base;
    this.tile = tile;
  }

  /** All gradients that belong to one head of keys. */
  public void run(Sequence sequence, int keyHead) {
    int tiles = Math.ceilDiv(sequence.queries(), TILE_QUERIES);
    Arrays.fill(scratch, querySums(0, 0), querySums(op.group(), 0), 0);
    for (int g = 0; g < op.group(); g++) {
      deltas(sequence, keyHead, g);
    }
    for (int block = 0; block < sequence.keys(); block += BLOCK_KEYS) {
      int keys = Math.min(BLOCK_KEYS, sequence.keys() - block);
      readKeys(sequence, keyHead, block, keys);
      for (int g = 0; g < op.group(); g++) {
        for (int t = 0; t < tiles; t++) {
          tile(sequence, keyHead, g, t, block, keys);
        }
      }
      writeKeys(sequence, keyHead, block, keys);
    }
    for (int g = 0; g < op.group(); g++) {
      for (int t = 0; t < tiles; t++) {
        writeQueries(sequence, keyHead, g, t);
      }
    }
    tile.release();
  }

  /** Σ out · outGradient for each query of a head: what its weights have in common. */
  private void deltas(Sequence sequence, int keyHead, int g) {
    View out = op.out();
    View gradient = op.outGradient();
    int head = keyHead * op.group() + g;
    int to = deltas(g, 0);
    Arrays.fill(scratch, to, to + layout.tiles() * TILE_QUERIES, 0);
    for (int i = 0; i < sequence.queries(); i++) {
      int row = sequence.firstQuery() + i;
      scratch[to + i] =
          DotProduct.of(
              out.data(),
              out.row(row, head),
              gradient.data(),
              gradient.row(row, head),
              op.valueSize());
    }
  }

  /** A block of keys and values, where tiles read them; nothing has come to them yet. */
  private void readKeys(Sequence sequence, int keyHead, int block, int keys) {
    View k = op.k();
    View v = op.v();
    for (int j = 0; j < keys; j++) {
      int row = sequence.firstKey() + block + j;
      int to = at(layout.keyRows()) + j * layout.keyStride();
      Elementwise.scale(op.scale(), k.data(), k.row(row, keyHead), scratch, to, op.headSize());
      System.arraycopy(
          v.data(),
          v.row(row, keyHead),
          scratch,
          at(layout.valueRows()) + j * layout.valueStride(),
          op.valueSize());
    }
    Transposition.turn(
        scratch,
        at(layout.keyRows()),
        layout.keyStride(),
        keys,
        op.headSize(),
        scratch,
        at(layout.keyColumns()),
        STRIDE);
    Arrays.fill(scratch, keySums(0), keySums(keys), 0);
    Arrays.fill(scratch, valueSums(0), valueSums(keys), 0);
  }

  private void writeKeys(Sequence sequence, int keyHead, int block, int keys) {
    View k = op.kGradient();
    View v = op.vGradient();
    for (int j = 0; j < keys; j++) {
      int row = sequence.firstKey() + block + j;
      Elementwise.scale(
          op.scale(), scratch, keySums(j), k.data(), k.row(row, keyHead), op.headSize());
      System.arraycopy(scratch, valueSums(j), v.data(), v.row(row, keyHead), op.valueSize());
    }
  }

  private void writeQueries(Sequence sequence, int keyHead, int g, int t) {
    View q = op.qGradient();
    Transposition.turn(
        scratch,
        querySums(g, t),
        TILE_QUERIES,
        op.headSize(),
        queries(sequence, t),
        q.data(),
        q.row(sequence.firstQuery() + t * TILE_QUERIES, keyHead * op.group() + g),
        q.rowStride());
  }

  /** What some queries of a head and a block of keys do to one another. */
  private void tile(Sequence sequence, int keyHead, int g, int t, int block, int keys) {
    int first = t * TILE_QUERIES;
    int queries = queries(sequence, t);
    // Later queries see no earlier keys, so that the first and the last tell what is seen.
    int from = Math.max(0, firstKey(sequence, first) - block);
    int end = Math.min(keys, endKey(sequence, first + queries - 1) - block);
    if (from >= end) {
      return;
    }
    int head = keyHead * op.group() + g;
    int columns = Panels.paddedColumns(queries);
    readQueries(sequence, head, first, queries);
    scores(from, end, columns);
    adjust(sequence, head, first, queries, block, from, end);
    ScoreTile.weights(scratch, weights(from), end - from, columns, at(layout.logSumExps()));
    hide(sequence, first, queries, block, from, end);
    differences(sequence, head, g, t, block, from, end);
    sums(g, t, queries, from, end);
  }

  /** Some queries and their outGradients as left and as right factors, and their log-sum-exps. */
  private void readQueries(Sequence sequence, int head, int first, int queries) {
    int row = sequence.firstQuery() + first;
    columns(op.q(), row, head, queries, op.headSize(), at(layout.queryColumns()));
    columns(op.outGradient(), row, head, queries, op.valueSize(), at(layout.gradientColumns()));
    rows(op.q(), row, head, queries, op.headSize(), at(layout.queryRows()));
    rows(op.outGradient(), row, head, queries, op.valueSize(), at(layout.gradientRows()));
    View logSumExp = op.logSumExp();
    int to = at(layout.logSumExps());
    for (int i = 0; i < queries; i++) {
      float sum = logSumExp.data()[logSumExp.row(row + i, head)];
      // Nothing was seen, or scores of −∞ alone: no weight is more than 0.
      scratch[to + i] = sum == Float.NEGATIVE_INFINITY ? Float.POSITIVE_INFINITY : sum;
    }
    Arrays.fill(scratch, to + queries, to + TILE_QUERIES, Float.POSITIVE_INFINITY);
  }

  /** Rows turned, [size, rows] in panels, the last one filled up with zeros. */
  private void columns(View view, int row, int head, int rows, int size, int to) {
    for (int r = 0; r < rows; r += PANEL) {
      int present = Math.min(PANEL, rows - r);
      int panel = to + r * size;
      if (present < PANEL) {
        Arrays.fill(scratch, panel, panel + size * PANEL, 0);
      }
      int at = view.row(row + r, head);
      Transposition.turn(view.data(), at, view.rowStride(), present, size, scratch, panel, PANEL);
    }
  }

  /** Rows as they are, [rows, size] in panels. */
  private void rows(View view, int row, int head, int rows, int size, int to) {
    Panels.pack(
        view.data(),
        view.row(row, head),
        view.rowStride(),
        size,
        rows,
        0,
        Panels.paddedColumns(size),
        scratch,
        to,
        TILE_QUERIES * PANEL);
  }

  /** Products of keys and queries, and of values and outGradients. */
  private void scores(int from, int end, int columns) {
    product(
        at(layout.keyRows()) + from * layout.keyStride(),
        layout.keyStride(),
        end - from,
        at(layout.queryColumns()),
        op.headSize() * PANEL,
        op.headSize(),
        true,
        weights(from),
        STRIDE,
        columns);
    product(
        at(layout.valueRows()) + from * layout.valueStride(),
        layout.valueStride(),
        end - from,
        at(layout.gradientColumns()),
        op.valueSize() * PANEL,
        op.valueSize(),
        true,
        differences(from),
        STRIDE,
        columns);
  }

  /** Soft cap, bias and linear bias, in the order of the contract. */
  private void adjust(
      Sequence sequence, int head, int first, int queries, int block, int from, int end) {
    if (op.softCap() > 0) {
      int columns = Panels.paddedColumns(queries);
      for (int j = from; j < end; j++) {
        int capped = at(layout.capped()) + j * STRIDE;
        Elementwise.divide(scratch, weights(j), op.softCap(), scratch, capped, columns);
        VectorMath.tanh(scratch, capped, scratch, capped, columns);
        Elementwise.scale(op.softCap(), scratch, capped, scratch, weights(j), columns);
      }
    }
    View bias = op.bias();
    if (bias != null) {
      int at = bias.at() + pair(sequence, head, first) + block + from;
      int turned = at(layout.turned());
      Transposition.turn(
          bias.data(), at, sequence.keys(), queries, end - from, scratch, turned, TILE_QUERIES);
      for (int j = from; j < end; j++) {
        int added = turned + (j - from) * TILE_QUERIES;
        Elementwise.add(scratch, weights(j), scratch, added, scratch, weights(j), queries);
      }
    }
    AlibiSlopes alibi = op.alibi();
    if (alibi != null) {
      int last = first + sequence.keys() - sequence.queries();
      ScoreTile.linearBias(
          scratch,
          weights(from),
          end - from,
          Panels.paddedColumns(queries),
          alibi.slope(head),
          last,
          block + from);
    }
  }

  /** No weight where a query does not see a key: before the first that sees it, after the last. */
  private void hide(Sequence sequence, int first, int queries, int block, int from, int end) {
    if (firstKey(sequence, first + queries - 1) <= block + from
        && endKey(sequence, first) >= block + end) {
      return;
    }
    int start = 0;
    int stop = 0;
    for (int j = from; j < end; j++) {
      while (start < queries && endKey(sequence, first + start) <= block + j) {
        start++;
      }
      while (stop < queries && firstKey(sequence, first + stop) <= block + j) {
        stop++;
      }
      Arrays.fill(scratch, weights(j), weights(j) + start, 0);
      Arrays.fill(scratch, weights(j) + Math.max(start, stop), weights(j) + queries, 0);
    }
  }

  /** The gradients of the scores, and of the bias; the weights are left as they met the values. */
  private void differences(
      Sequence sequence, int head, int g, int t, int block, int from, int end) {
    int first = t * TILE_QUERIES;
    int queries = queries(sequence, t);
    int columns = Panels.paddedColumns(queries);
    int delta = deltas(g, t);
    int panel = at(layout.panels()) + from * PANEL;
    int stride = BLOCK_KEYS * PANEL;
    Chance chance = op.dropout();
    if (chance == null) {
      ScoreTile.differences(
          scratch, weights(from), differences(from), end - from, columns, delta, panel, stride);
    } else {
      ScoreTile.droppedDifferences(
          chance,
          sequence.pairAt(first, head, op.heads()) + block + from,
          sequence.keys(),
          scratch,
          weights(from),
          differences(from),
          end - from,
          columns,
          delta,
          panel,
          stride);
    }
    View bias = op.biasGradient();
    if (bias != null) {
      addToBias(bias, sequence, head, first, queries, block, from, end);
    }
    if (op.softCap() > 0) {
      int capped = at(layout.capped()) + from * STRIDE;
      ScoreTile.uncap(scratch, capped, differences(from), end - from, columns, panel, stride);
    }
  }

  private void addToBias(
      View bias,
      Sequence sequence,
      int head,
      int first,
      int queries,
      int block,
      int from,
      int end) {
    int turned = at(layout.turned());
    int keys = end - from;
    Transposition.turn(
        scratch, differences(from), STRIDE, keys, queries, scratch, turned, BLOCK_KEYS);
    for (int i = 0; i < queries; i++) {
      int to = bias.at() + pair(sequence, head, first + i) + block + from;
      int added = turned + i * BLOCK_KEYS;
      Elementwise.add(bias.data(), to, scratch, added, bias.data(), to, keys);
    }
  }

  /** What a tile gives to values, keys and queries. */
  private void sums(int g, int t, int queries, int from, int end) {
    product(
        weights(from),
        STRIDE,
        end - from,
        at(layout.gradientRows()),
        TILE_QUERIES * PANEL,
        queries,
        false,
        valueSums(from),
        layout.valueColumns(),
        layout.valueColumns());
    product(
        differences(from),
        STRIDE,
        end - from,
        at(layout.queryRows()),
        TILE_QUERIES * PANEL,
        queries,
        false,
        keySums(from),
        layout.headColumns(),
        layout.headColumns());
    product(
        at(layout.keyColumns()) + from,
        STRIDE,
        op.headSize(),
        at(layout.panels()) + from * PANEL,
        BLOCK_KEYS * PANEL,
        end - from,
        false,
        querySums(g, t),
        TILE_QUERIES,
        Panels.paddedColumns(queries));
  }

  private void product(
      int a,
      int aStride,
      int rows,
      int panels,
      int panelStride,
      int depth,
      boolean fresh,
      int c,
      int cStride,
      int columns) {
    TileGrid.run(
        tile,
        scratch,
        a,
        aStride,
        rows,
        scratch,
        panels,
        panelStride,
        depth,
        fresh,
        scratch,
        c,
        cStride,
        columns);
  }

  private static int queries(Sequence sequence, int t) {
    return Math.min(TILE_QUERIES, sequence.queries() - t * TILE_QUERIES);
  }

  private int firstKey(Sequence sequence, int query) {
    return op.visibility().firstKey(query, sequence.queries(), sequence.keys());
  }

  private int endKey(Sequence sequence, int query) {
    return op.visibility().endKey(query, sequence.queries(), sequence.keys());
  }

  /** Where the bias of a query begins, seen from that of the first. */
  private int pair(Sequence sequence, int head, int query) {
    return op.biasPerHead()
        ? sequence.pairAt(query, head, op.heads())
        : sequence.pairAt(query, 0, 1);
  }

  private int weights(int key) {
    return at(layout.weights()) + key * STRIDE;
  }

  private int differences(int key) {
    return at(layout.differences()) + key * STRIDE;
  }

  private int keySums(int key) {
    return at(layout.keySums()) + key * layout.headColumns();
  }

  private int valueSums(int key) {
    return at(layout.valueSums()) + key * layout.valueColumns();
  }

  private int querySums(int g, int t) {
    return at(layout.querySums()) + (g * layout.tiles() + t) * op.headSize() * TILE_QUERIES;
  }

  private int deltas(int g, int t) {
    return at(layout.deltas()) + (g * layout.tiles() + t) * TILE_QUERIES;
  }

  private int at(int place) {
    return base + place;
  }
}
