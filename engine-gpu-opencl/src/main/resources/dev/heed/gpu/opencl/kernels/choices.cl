// The greatest of a row [width], one work-group of LANES per row. NaN is greater than everything, -0 equals 0, and of
// equals the first column comes first.

#define LANES 64

// Grows with the value.
static inline uint rank_of(float value) {
  if (isnan(value)) {
    return 0xFFFFFFFEu;  // less than the first bound
  }
  uint bits = as_uint(value == 0 ? 0.0f : value);
  return (bits & 0x80000000u) ? ~bits : bits | 0x80000000u;
}

// One number that grows with the rank, and among equals falls with the column.
static inline ulong key_of(float value, int column) {
  return ((ulong)rank_of(value) << 32) | (0xFFFFFFFFu - (uint)column);
}

// The greatest key below `bound`, given to every lane; 0 when there is none.
static inline ulong greatest_key(__global const float* row, int width, ulong bound, __local ulong* cells) {
  int lane = get_local_id(0);
  ulong best = 0;
  for (int c = lane; c < width; c += LANES) {
    ulong key = key_of(row[c], c);
    best = key < bound && key > best ? key : best;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  cells[lane] = best;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int half_way = LANES / 2; half_way > 0; half_way /= 2) {
    if (lane < half_way) {
      cells[lane] = max(cells[lane], cells[lane + half_way]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return cells[0];
}

static inline int column_of(ulong key) {
  return (int)(0xFFFFFFFFu - (uint)(key & 0xFFFFFFFFul));
}

// out holds one column per row.
__kernel __attribute__((reqd_work_group_size(LANES, 1, 1))) void arg_max(__global const float* in, long4 inAt,
                                                                         __global int* out, long4 outAt, int4 sizes,
                                                                         int4 outSizes) {
  __local ulong cells[LANES];
  int row = get_group_id(0);
  ulong best = greatest_key(in + row_offset(row, sizes, inAt), sizes.w, ULONG_MAX, cells);
  if (get_local_id(0) == 0) {
    int outRow = row / outSizes.w;
    out[row_offset(outRow, outSizes, outAt) + (row - outRow * outSizes.w)] = column_of(best);
  }
}

// values and indices [rows, k]: k searches, each below what the last one found.
__kernel __attribute__((reqd_work_group_size(LANES, 1, 1))) void top_k(__global const float* in, long4 inAt, int k,
                                                                       __global float* values, long4 valuesAt,
                                                                       __global int* indices, long4 indicesAt,
                                                                       int4 sizes) {
  __local ulong cells[LANES];
  int row = get_group_id(0);
  __global const float* x = in + row_offset(row, sizes, inAt);
  ulong bound = ULONG_MAX;
  for (int n = 0; n < k; n++) {
    bound = greatest_key(x, sizes.w, bound, cells);
    if (get_local_id(0) == 0) {
      int column = column_of(bound);
      values[row_offset(row, sizes, valuesAt) + n] = x[column];
      indices[row_offset(row, sizes, indicesAt) + n] = column;
    }
  }
}
