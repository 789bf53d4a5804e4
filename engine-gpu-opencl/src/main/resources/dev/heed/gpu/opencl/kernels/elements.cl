// Element by element over [rows, width]; in place is allowed. One work-item per element.

// out = alpha * a + beta * b; b has rows, or one row for all (bAt all 0 but the offset), or is absent.
__kernel void combine(float alpha, __global const float* a, long4 aAt, float beta, __global const float* b, long4 bAt,
                      __global float* out, long4 outAt, int4 sizes, long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    float value = alpha * a[row_offset(row, sizes, aAt) + column];
    if (!ABSENT(bAt)) {
      value = fma(beta, b[row_offset(row, sizes, bAt) + column], value);
    }
    out[row_offset(row, sizes, outAt) + column] = value;
  }
}

// out = a * b; b has rows, or one row for all.
__kernel void multiply(__global const float* a, long4 aAt, __global const float* b, long4 bAt, __global float* out,
                       long4 outAt, int4 sizes, long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    out[row_offset(row, sizes, outAt) + column] =
        a[row_offset(row, sizes, aAt) + column] * b[row_offset(row, sizes, bAt) + column];
  }
}

// out = f(in).
__kernel void activate(int function, __global const float* in, long4 inAt, __global float* out, long4 outAt, int4 sizes,
                       long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    out[row_offset(row, sizes, outAt) + column] = activated(function, in[row_offset(row, sizes, inAt) + column]);
  }
}

// out = kept * in where the element stays, and otherwise 0, even of NaN; elements are numbered as they would lie densely.
__kernel void dropout(int4 chance, float kept, __global const float* in, long4 inAt, __global float* out, long4 outAt,
                      int4 sizes, long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    float value = in[row_offset(row, sizes, inAt) + column];
    out[row_offset(row, sizes, outAt) + column] = keeps(chance, e) ? kept * value : 0.0f;
  }
}
