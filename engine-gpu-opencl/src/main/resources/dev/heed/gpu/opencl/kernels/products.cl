// out = f(alpha * A * B + beta * out + bias), or that times what out held (gate): tiles of TILE_ROWS x TILE_COLUMNS by
// work-groups of (TILE_COLUMNS / EACH_COLUMNS) x (TILE_ROWS / EACH_ROWS), which bring TILE_INNER of the inner dimension
// into local memory at a time. Each element is one chain of fused multiply-adds over the inner dimension in its order,
// whatever the tile: tiles differ in speed, and not in a bit.
//
// A and out: {offset, strides of two batch dimensions, stride of rows}, as B. With TRANSPOSED_A, A is stored
// [inner, rows], with TRANSPOSED_B, B is stored [columns, inner]. B_TYPE is how B is stored; the rest is F32.

#define GROUP_COLUMNS (TILE_COLUMNS / EACH_COLUMNS)
#define GROUP_ROWS (TILE_ROWS / EACH_ROWS)
#define GROUP (GROUP_COLUMNS * GROUP_ROWS)

// One place more a row, so that neighbours do not meet in one bank.
#define A_STEP (TILE_ROWS + 1)
#define B_STEP (TILE_COLUMNS + 1)

static inline float load_b(__global const uchar* b, long at) {
  return load_float(B_TYPE, b, at);
}

// One step of the inner dimension: tileA and tileB begin at what this work-item takes. Here as in all loops over sums the
// bounds are constants and the loops unrolled: sums that are indexed by a variable lie in memory and not in registers.
static inline __attribute__((always_inline)) void multiply_add(__local const float* tileA, __local const float* tileB,
                                                               float sums[EACH_ROWS][EACH_COLUMNS]) {
  float x[EACH_ROWS];
#pragma unroll
  for (int r = 0; r < EACH_ROWS; r++) {
    x[r] = tileA[r * GROUP_ROWS];
  }
#pragma unroll
  for (int c = 0; c < EACH_COLUMNS; c++) {
    float y = tileB[c * GROUP_COLUMNS];
#pragma unroll
    for (int r = 0; r < EACH_ROWS; r++) {
      sums[r][c] = fma(x[r], y, sums[r][c]);
    }
  }
}

// sizes: {batch, second batch dimension, rows, columns}.
__kernel __attribute__((reqd_work_group_size(GROUP_COLUMNS, GROUP_ROWS, 1))) void product(
    __global const float* a, long4 aAt, __global const uchar* b, long4 bAt, __global float* out, long4 outAt, int4 sizes,
    int inner, float alpha, float beta, __global const float* bias, long4 biasAt, int function, int gate) {
  __local float tiles[TILE_INNER * (A_STEP + B_STEP)];
  __local float* tileA = tiles;
  __local float* tileB = tiles + TILE_INNER * A_STEP;
  int groupColumn = get_local_id(0);
  int groupRow = get_local_id(1);
  int lane = groupRow * GROUP_COLUMNS + groupColumn;
  // Batches and rows lie in dimension 0: cards take 65,535 groups in the others.
  int rowTiles = (sizes.z + TILE_ROWS - 1) / TILE_ROWS;
  int group = get_group_id(0);
  int batch = group / rowTiles;
  int firstRow = (group - batch * rowTiles) * TILE_ROWS;
  int firstColumn = get_group_id(1) * TILE_COLUMNS;
  int outer = batch / sizes.y;
  int middle = batch - outer * sizes.y;
  long aFrom = aAt.x + outer * aAt.y + middle * aAt.z;
  long bFrom = bAt.x + outer * bAt.y + middle * bAt.z;

  float sums[EACH_ROWS][EACH_COLUMNS];
#pragma unroll
  for (int r = 0; r < EACH_ROWS; r++) {
#pragma unroll
    for (int c = 0; c < EACH_COLUMNS; c++) {
      sums[r][c] = 0;
    }
  }
  for (int from = 0; from < inner; from += TILE_INNER) {
    int depth = min(TILE_INNER, inner - from);
    for (int e = lane; e < TILE_ROWS * TILE_INNER; e += GROUP) {
#ifdef TRANSPOSED_A
      int k = e / TILE_ROWS;
      int r = e - k * TILE_ROWS;
      long at = aFrom + (from + k) * aAt.w + firstRow + r;
#else
      int r = e / TILE_INNER;
      int k = e - r * TILE_INNER;
      long at = aFrom + (firstRow + r) * aAt.w + from + k;
#endif
      tileA[k * A_STEP + r] = k < depth && firstRow + r < sizes.z ? a[at] : 0.0f;
    }
    for (int e = lane; e < TILE_COLUMNS * TILE_INNER; e += GROUP) {
#ifdef TRANSPOSED_B
      int c = e / TILE_INNER;
      int k = e - c * TILE_INNER;
      long at = bFrom + (firstColumn + c) * bAt.w + from + k;
#else
      int k = e / TILE_COLUMNS;
      int c = e - k * TILE_COLUMNS;
      long at = bFrom + (from + k) * bAt.w + firstColumn + c;
#endif
      tileB[k * B_STEP + c] = k < depth && firstColumn + c < sizes.w ? load_b(b, at) : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (depth == TILE_INNER) {
#pragma unroll 4
      for (int k = 0; k < TILE_INNER; k++) {
        multiply_add(tileA + k * A_STEP + groupRow, tileB + k * B_STEP + groupColumn, sums);
      }
    } else {
      for (int k = 0; k < depth; k++) {
        multiply_add(tileA + k * A_STEP + groupRow, tileB + k * B_STEP + groupColumn, sums);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  // A row of sums at a time goes to what were the tiles, where a loop that is not unrolled may take them one by one: what
  // finishes them is large. Each work-item reads what it wrote, so that nobody waits.
#pragma unroll
  for (int r = 0; r < EACH_ROWS; r++) {
#pragma unroll
    for (int c = 0; c < EACH_COLUMNS; c++) {
      tiles[c * GROUP + lane] = sums[r][c];
    }
    int row = firstRow + groupRow + r * GROUP_ROWS;
    __global float* to = out + outAt.x + outer * outAt.y + middle * outAt.z + row * outAt.w;
#pragma unroll 1
    for (int c = 0; c < EACH_COLUMNS; c++) {
      int column = firstColumn + groupColumn + c * GROUP_COLUMNS;
      if (row < sizes.z && column < sizes.w) {
        to[column] =
            finished(tiles[c * GROUP + lane], alpha, beta, bias, biasAt, column, function, gate, to + column);
      }
    }
  }
}
