
// Gradients of what norms.cl makes, row by row over [rows, width]: one work-group of ROW_LANES per row. InGradient may be
// outGradient.

#define LAYER 0

// statistics[row] = {mean, 1 / sqrt(variance + epsilon)}; the mean of RMS is 0.
__kernel __attribute__((reqd_work_group_size(ROW_LANES, 1, 1))) void norm_statistics(int kind, __global const float* in,
                                                                                long4 inAt, float epsilon,
                                                                                __global float* statistics,
                                                                                long statisticsAt, int4 sizes) {
  __local float cells[ROW_LANES];
  int row = get_group_id(0);
  int width = sizes.w;
  __global const float* x = in + row_offset(row, sizes, inAt);
  float center = 0;
  if (kind == LAYER) {
    float total = 0;
    for (int c = get_local_id(0); c < width; c += ROW_LANES) {
      total += x[c];
    }
    center = sum_of_lanes(total, cells) / width;
  }
  float squares = 0;
  for (int c = get_local_id(0); c < width; c += ROW_LANES) {
    float d = x[c] - center;
    squares = fma(d, d, squares);
  }
  float variance = sum_of_lanes(squares, cells) / width;
  if (get_local_id(0) == 0) {
    statistics[statisticsAt + 2 * (long)row] = center;
    statistics[statisticsAt + 2 * (long)row + 1] = 1.0f / sqrt(variance + epsilon);
  }
}

// inGradient = inverse * (g - mean(g) - normal * mean(g * normal)) of g = outGradient * weight; without mean(g) for RMS.
__kernel __attribute__((reqd_work_group_size(ROW_LANES, 1, 1))) void norm_gradient(
    int kind, __global const float* in, long4 inAt, __global const float* weight, long4 weightAt,
    __global const float* statistics, long statisticsAt, __global const float* outGradient, long4 outGradientAt,
    __global float* inGradient, long4 inGradientAt, int4 sizes) {
  __local float cells[ROW_LANES];
  int row = get_group_id(0);
  int width = sizes.w;
  __global const float* x = in + row_offset(row, sizes, inAt);
  __global const float* g = outGradient + row_offset(row, sizes, outGradientAt);
  __global float* to = inGradient + row_offset(row, sizes, inGradientAt);
  float center = statistics[statisticsAt + 2 * (long)row];
  float inverse = statistics[statisticsAt + 2 * (long)row + 1];
  float total = 0;
  float along = 0;
  for (int c = get_local_id(0); c < width; c += ROW_LANES) {
    float gradient = ABSENT(weightAt) ? g[c] : g[c] * weight[weightAt.x + c];
    total += gradient;
    along = fma(gradient, (x[c] - center) * inverse, along);
  }
  float mean = kind == LAYER ? sum_of_lanes(total, cells) / width : 0.0f;
  along = sum_of_lanes(along, cells) / width;
  for (int c = get_local_id(0); c < width; c += ROW_LANES) {
    float gradient = ABSENT(weightAt) ? g[c] : g[c] * weight[weightAt.x + c];
    to[c] = inverse * (gradient - mean - (x[c] - center) * inverse * along);
  }
}

// With n = |in| and y = in / n: inGradient = (outGradient - y * sum(y * outGradient)) / n, or outGradient / epsilon where n
// is not greater.
__kernel __attribute__((reqd_work_group_size(ROW_LANES, 1, 1))) void normalize_rows_gradient(
    __global const float* in, long4 inAt, float epsilon, __global const float* outGradient, long4 outGradientAt,
    __global float* inGradient, long4 inGradientAt, int4 sizes) {
  __local float cells[ROW_LANES];
  int row = get_group_id(0);
  __global const float* x = in + row_offset(row, sizes, inAt);
  __global const float* g = outGradient + row_offset(row, sizes, outGradientAt);
  __global float* to = inGradient + row_offset(row, sizes, inGradientAt);
  float squares = 0;
  for (int c = get_local_id(0); c < sizes.w; c += ROW_LANES) {
    squares = fma(x[c], x[c], squares);
  }
  float length = sqrt(sum_of_lanes(squares, cells));
  bool isShort = length <= epsilon;
  float along = 0;
  for (int c = get_local_id(0); c < sizes.w; c += ROW_LANES) {
    along = fma(x[c] / length, g[c], along);
  }
  along = sum_of_lanes(along, cells);
  for (int c = get_local_id(0); c < sizes.w; c += ROW_LANES) {
    to[c] = isShort ? g[c] / epsilon : (g[c] - x[c] / length * along) / length;
  }
}

// inGradient = out * (outGradient - sum(out * outGradient)).
__kernel __attribute__((reqd_work_group_size(ROW_LANES, 1, 1))) void softmax_gradient(
    __global const float* out, long4 outAt, __global const float* outGradient, long4 outGradientAt,
    __global float* inGradient, long4 inGradientAt, int4 sizes) {
  __local float cells[ROW_LANES];
  int row = get_group_id(0);
  __global const float* p = out + row_offset(row, sizes, outAt);
  __global const float* g = outGradient + row_offset(row, sizes, outGradientAt);
  __global float* to = inGradient + row_offset(row, sizes, inGradientAt);
  float along = 0;
  for (int c = get_local_id(0); c < sizes.w; c += ROW_LANES) {
    along = fma(p[c], g[c], along);
  }
  along = sum_of_lanes(along, cells);
  for (int c = get_local_id(0); c < sizes.w; c += ROW_LANES) {
    to[c] = p[c] * (g[c] - along);
  }
}
