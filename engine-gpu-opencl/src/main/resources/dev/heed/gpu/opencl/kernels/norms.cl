// Row by row over [rows, width], one work-group of ROW_LANES per row. In place is allowed.

// out = weight * normalised(a + b) + bias; b, sum, weight, bias, mean and deviation may be absent. kind 0 is layer, 1 RMS.
// mean and deviation hold one value per row, at the strides of statsSizes.
__kernel __attribute__((reqd_work_group_size(ROW_LANES, 1, 1))) void norm(
    int kind, __global const float* a, long4 aAt, __global const float* b, long4 bAt, __global const float* weight,
    long4 weightAt, __global const float* bias, long4 biasAt, float epsilon, __global float* sum, long4 sumAt,
    __global float* out, long4 outAt, __global float* mean, long4 meanAt, __global float* deviation, long4 deviationAt,
    int4 sizes, int4 statsSizes) {
  __local float cells[ROW_LANES];
  int row = get_group_id(0);
  int width = sizes.w;
  bool added = !ABSENT(bAt);
  __global const float* x = a + row_offset(row, sizes, aAt);
  __global const float* y = added ? b + row_offset(row, sizes, bAt) : x;

  float center = 0;
  if (kind == 0) {
    float total = 0;
    for (int c = get_local_id(0); c < width; c += ROW_LANES) {
      total += added ? x[c] + y[c] : x[c];
    }
    center = sum_of_lanes(total, cells) / width;
  }
  float squares = 0;
  for (int c = get_local_id(0); c < width; c += ROW_LANES) {
    float d = (added ? x[c] + y[c] : x[c]) - center;
    squares = fma(d, d, squares);
  }
  float variance = sum_of_lanes(squares, cells) / width;
  float inverse = 1.0f / sqrt(variance + epsilon);

  __global float* to = out + row_offset(row, sizes, outAt);
  __global float* stream = ABSENT(sumAt) ? to : sum + row_offset(row, sizes, sumAt);
  for (int c = get_local_id(0); c < width; c += ROW_LANES) {
    float value = added ? x[c] + y[c] : x[c];
    float normal = (value - center) * inverse;
    if (!ABSENT(weightAt)) {
      normal *= weight[weightAt.x + c];
    }
    if (!ABSENT(biasAt)) {
      normal += bias[biasAt.x + c];
    }
    if (!ABSENT(sumAt)) {
      stream[c] = value;
    }
    to[c] = normal;
  }
  if (get_local_id(0) == 0) {
    int statsRow = row / statsSizes.w;
    int statsColumn = row - statsRow * statsSizes.w;
    if (!ABSENT(meanAt)) {
      mean[row_offset(statsRow, statsSizes, meanAt) + statsColumn] = center;
    }
    if (!ABSENT(deviationAt)) {
      deviation[row_offset(statsRow, statsSizes, deviationAt) + statsColumn] = inverse;
    }
  }
}

// out = in / max(|in|, epsilon).
__kernel __attribute__((reqd_work_group_size(ROW_LANES, 1, 1))) void normalize_rows(__global const float* in, long4 inAt,
                                                                               float epsilon, __global float* out,
                                                                               long4 outAt, int4 sizes) {
  __local float cells[ROW_LANES];
  int row = get_group_id(0);
  __global const float* x = in + row_offset(row, sizes, inAt);
  __global float* to = out + row_offset(row, sizes, outAt);
  float squares = 0;
  for (int c = get_local_id(0); c < sizes.w; c += ROW_LANES) {
    squares = fma(x[c], x[c], squares);
  }
  float length = sqrt(sum_of_lanes(squares, cells));
  float divisor = length > epsilon || isnan(length) ? length : epsilon;
  for (int c = get_local_id(0); c < sizes.w; c += ROW_LANES) {
    to[c] = x[c] / divisor;
  }
}

// out = e^in / sum e^in; logSumExp, one value per row, may be absent.
__kernel __attribute__((reqd_work_group_size(ROW_LANES, 1, 1))) void softmax(__global const float* in, long4 inAt,
                                                                             __global float* out, long4 outAt,
                                                                             __global float* logSumExp,
                                                                             long4 logSumExpAt, int4 sizes,
                                                                             int4 statsSizes) {
  __local float cells[ROW_LANES];
  int row = get_group_id(0);
  __global const float* x = in + row_offset(row, sizes, inAt);
  __global float* to = out + row_offset(row, sizes, outAt);
  float greatest = -INFINITY;
  for (int c = get_local_id(0); c < sizes.w; c += ROW_LANES) {
    greatest = fmax(greatest, x[c]);
  }
  greatest = max_of_lanes(greatest, cells);
  float shift = greatest == -INFINITY ? 0.0f : greatest;
  float total = 0;
  for (int c = get_local_id(0); c < sizes.w; c += ROW_LANES) {
    total += exp(x[c] - shift);
  }
  total = sum_of_lanes(total, cells);
  bool empty = total == 0;
  for (int c = get_local_id(0); c < sizes.w; c += ROW_LANES) {
    to[c] = empty ? 0.0f : exp(x[c] - shift) / total;
  }
  if (get_local_id(0) == 0 && !ABSENT(logSumExpAt)) {
    int statsRow = row / statsSizes.w;
    logSumExp[row_offset(statsRow, statsSizes, logSumExpAt) + (row - statsRow * statsSizes.w)] =
        empty ? -INFINITY : greatest + log(total);
  }
}
