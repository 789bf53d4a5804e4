
// Cross-entropy over logits [rows, classes], one work-group of ROW_LANES per row. The targets have been checked: guard is 0
// where they are right, and otherwise nothing is written, by rows without columns: all lanes must meet at the barriers, and
// some drivers hang where a return stands in front of one. classWeights may be absent: each is 1 then.

#define IGNORED -100

static inline float weight_of(__global const float* weights, long4 weightsAt, int c) {
  return ABSENT(weightsAt) ? 1.0f : weights[weightsAt.x + c];
}

// The greatest logit, and the sum of e^(logit - greatest).
static inline float2 greatest_and_total(__global const float* x, int width, __local float* cells) {
  float greatest = -INFINITY;
  for (int c = get_local_id(0); c < width; c += ROW_LANES) {
    greatest = fmax(greatest, x[c]);
  }
  greatest = max_of_lanes(greatest, cells);
  float shift = greatest == -INFINITY ? 0.0f : greatest;
  float total = 0;
  for (int c = get_local_id(0); c < width; c += ROW_LANES) {
    total += exp(x[c] - shift);
  }
  total = sum_of_lanes(total, cells);
  return (float2)(greatest, total);
}

// losses[row] = -(1 - smoothing) * w[t] * ln p[t] - smoothing / classes * sum of w[c] * ln p[c]; logSumExp may be absent.
__kernel __attribute__((reqd_work_group_size(ROW_LANES, 1, 1))) void cross_entropy(
    __global const int* guard, long guardAt, __global const float* logits, long4 logitsAt, __global const int* targets,
    long4 targetsAt, float smoothing, __global const float* classWeights, long4 classWeightsAt, __global float* losses,
    long4 lossesAt, __global float* logSumExp, long4 logSumExpAt, int4 sizes) {
  __local float cells[ROW_LANES];
  bool runs = guard[guardAt] == 0;
  int row = get_group_id(0);
  int width = runs ? sizes.w : 0;
  __global const float* x = logits + row_offset(row, sizes, logitsAt);
  int target = targets[targetsAt.x + row];
  bool counts = target != IGNORED;
  float2 found = greatest_and_total(x, width, cells);
  float greatest = found.x;
  float logTotal = log(found.y);
  float spread = 0;
  if (smoothing > 0) {
    for (int c = get_local_id(0); c < width; c += ROW_LANES) {
      spread = fma(weight_of(classWeights, classWeightsAt, c), x[c] - greatest - logTotal, spread);
    }
    spread = smoothing / width * sum_of_lanes(spread, cells);
  }
  if (runs && get_local_id(0) == 0) {
    float loss = 0;
    if (counts) {
      float weight = (1.0f - smoothing) * weight_of(classWeights, classWeightsAt, target);
      loss = -weight * (x[target] - greatest - logTotal) - spread;
    }
    losses[lossesAt.x + row] = loss;
    if (!ABSENT(logSumExpAt)) {
      logSumExp[logSumExpAt.x + row] = greatest == -INFINITY ? -INFINITY : greatest + logTotal;
    }
  }
}

// logitsGradient[c] = lossGradient * (a * p[c] - (1 - smoothing) * w[t] * [c = t] - smoothing / classes * w[c]), where a is
// the sum of what is taken away. LogitsGradient may be logits.
__kernel __attribute__((reqd_work_group_size(ROW_LANES, 1, 1))) void cross_entropy_gradient(
    __global const int* guard, long guardAt, __global const float* logits, long4 logitsAt, __global const int* targets,
    long4 targetsAt, float smoothing, __global const float* classWeights, long4 classWeightsAt,
    __global const float* lossGradient, long4 lossGradientAt, __global float* logitsGradient, long4 logitsGradientAt,
    int4 sizes) {
  __local float cells[ROW_LANES];
  bool runs = guard[guardAt] == 0;
  int row = get_group_id(0);
  int width = runs ? sizes.w : 0;
  __global const float* x = logits + row_offset(row, sizes, logitsAt);
  __global float* to = logitsGradient + row_offset(row, sizes, logitsGradientAt);
  int target = targets[targetsAt.x + row];
  bool counts = target != IGNORED;
  float2 found = greatest_and_total(x, width, cells);
  float shift = found.x == -INFINITY ? 0.0f : found.x;
  float each = smoothing / width;
  float taken = (1.0f - smoothing) * weight_of(classWeights, classWeightsAt, runs && counts ? target : 0);
  float all = taken;
  if (smoothing > 0) {
    float weights = 0;
    for (int c = get_local_id(0); c < width; c += ROW_LANES) {
      weights += weight_of(classWeights, classWeightsAt, c);
    }
    all = fma(each, sum_of_lanes(weights, cells), taken);
  }
  float scale = lossGradient[lossGradientAt.x + row];
  for (int c = get_local_id(0); c < width; c += ROW_LANES) {
    float p = found.y == 0 ? 0.0f : exp(x[c] - shift) / found.y;
    float gradient = all * p - (c == target ? taken : 0.0f);
    if (smoothing > 0) {
      gradient = fma(-each, weight_of(classWeights, classWeightsAt, c), gradient);
    }
    to[c] = counts ? scale * gradient : 0.0f;
  }
}
