// The product of products.cl for few rows: each work-item makes one column of up to MOST_ROWS rows. B is stored
// [inner, columns], so that neighbours read neighbours, and is read once. The same chain of fused multiply-adds.

#define LANES 64

static inline float load_b(__global const uchar* b, long at) {
  return load_float(B_TYPE, b, at);
}

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1))) void few_rows(
    __global const float* a, long4 aAt, __global const uchar* b, long4 bAt, __global float* out, long4 outAt, int4 sizes,
    int inner, float alpha, float beta, __global const float* bias, long4 biasAt, int function, int gate) {
  __local float rows[MOST_ROWS * LANES];
  int lane = get_local_id(0);
  int column = get_global_id(0);
  bool inside = column < sizes.w;
  float sums[MOST_ROWS];
  for (int r = 0; r < MOST_ROWS; r++) {
    sums[r] = 0;
  }
  for (int from = 0; from < inner; from += LANES) {
    int depth = min(LANES, inner - from);
    for (int r = 0; r < MOST_ROWS; r++) {
      rows[r * LANES + lane] = r < sizes.z && lane < depth ? a[aAt.x + r * aAt.w + from + lane] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (inside) {
      for (int k = 0; k < depth; k++) {
        float y = load_b(b, bAt.x + (long)(from + k) * bAt.w + column);
        for (int r = 0; r < MOST_ROWS; r++) {
          sums[r] = fma(rows[r * LANES + k], y, sums[r]);
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  for (int r = 0; r < MOST_ROWS; r++) {
    if (inside && r < sizes.z) {
      __global float* to = out + outAt.x + r * outAt.w + column;
      *to = finished(sums[r], alpha, beta, bias, biasAt, column, function, gate, to);
    }
  }
}
