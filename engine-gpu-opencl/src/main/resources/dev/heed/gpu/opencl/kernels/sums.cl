
// Sums over rows and over whole tensors, whose parts lie at fixed places and meet in a fixed order: the same bits on any
// device, wherever the tensors lie.

#define COLUMNS 32
#define PARTS 8

// The sum of a column over the parts, for those of part 0; `cells` has PARTS * COLUMNS places.
static inline float sum_of_parts(float value, __local float* cells) {
  int x = get_local_id(0);
  int y = get_local_id(1);
  barrier(CLK_LOCAL_MEM_FENCE);
  cells[y * COLUMNS + x] = value;
  barrier(CLK_LOCAL_MEM_FENCE);
  float sum = 0;
  if (y == 0) {
    for (int part = 0; part < PARTS; part++) {
      sum += cells[part * COLUMNS + x];
    }
  }
  return sum;
}

// sums [width] = the sum of the rows of in, or +=. Where they are there: products [width] += the sum of the rows of
// in * normalised(x), by the {mean, inverse} of each row of x. Sums may be absent too. A work-group makes COLUMNS columns;
// part p of them takes the rows p, p + PARTS, ...
__kernel __attribute__((reqd_work_group_size(COLUMNS, PARTS, 1))) void sum_rows(
    __global const float* in, long4 inAt, int accumulate, __global float* sums, long4 sumsAt, __global const float* x,
    long4 xAt, __global const float* statistics, long4 statisticsAt, __global float* products, long4 productsAt,
    int4 sizes, int rows) {
  __local float cells[PARTS * COLUMNS];
  int column = get_global_id(0);
  int part = get_local_id(1);
  float sum = 0;
  float product = 0;
  if (column < sizes.w) {
    for (int r = part; r < rows; r += PARTS) {
      float value = in[row_offset(r, sizes, inAt) + column];
      sum += value;
      if (!ABSENT(productsAt)) {
        long at = statisticsAt.x + 2 * (long)r;
        float normal = (x[row_offset(r, sizes, xAt) + column] - statistics[at]) * statistics[at + 1];
        product = fma(value, normal, product);
      }
    }
  }
  sum = sum_of_parts(sum, cells);
  product = sum_of_parts(product, cells);
  if (part == 0 && column < sizes.w) {
    if (!ABSENT(sumsAt)) {
      __global float* to = sums + sumsAt.x + column;
      *to = accumulate ? *to + sum : sum;
    }
    if (!ABSENT(productsAt)) {
      products[productsAt.x + column] += product;
    }
  }
}

// out[group] = the sum of the elements of in, or of their squares, that fall to the group: every one that is a lane's and
// then every ROW_LANES * groups-th.
__kernel __attribute__((reqd_work_group_size(ROW_LANES, 1, 1))) void sum_elements(int squares, __global const float* in,
                                                                             long4 inAt, __global float* out,
                                                                             long outAt, int4 sizes, long count) {
  __local float cells[ROW_LANES];
  float sum = 0;
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    float value = in[row_offset(row, sizes, inAt) + (e - (long)row * sizes.w)];
    sum = squares ? fma(value, value, sum) : sum + value;
  }
  sum = sum_of_lanes(sum, cells);
  if (get_local_id(0) == 0) {
    out[outAt + get_group_id(0)] = sum;
  }
}
