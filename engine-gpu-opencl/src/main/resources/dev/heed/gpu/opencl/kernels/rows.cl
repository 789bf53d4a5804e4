// Rows that are moved by index or pooled. The indices of gather and scatter have been checked: guard[guardAt] is 0 if they
// are right, and otherwise nothing is read or written.

// out[i] = table[indices[i]], or += . One work-item per element of out [rows, width].
__kernel void gather(__global const int* guard, long guardAt, __global const uchar* table, long4 tableAt, int tableType,
                     __global const int* indices, long4 indicesAt, int accumulate, __global float* out, long4 outAt,
                     int4 sizes, long count) {
  if (guard[guardAt] != 0) {
    return;
  }
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    float value = load_float(tableType, table, tableAt.x + indices[indicesAt.x + row] * tableAt.w + column);
    long o = outAt.x + row * outAt.w + column;
    out[o] = accumulate ? out[o] + value : value;
  }
}

// to[indices[i]] = from[i]. One work-item per element of from [rows, width].
__kernel void scatter(__global const int* guard, long guardAt, __global const float* from, long4 fromAt, __global const int* indices,
                      long4 indicesAt, __global uchar* to, long4 toAt, int toType, int4 sizes, long count) {
  if (guard[guardAt] != 0) {
    return;
  }
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    store_float(toType, to, toAt.x + indices[indicesAt.x + row] * toAt.w + column,
                from[fromAt.x + row * fromAt.w + column]);
  }
}

#define MEAN 0
#define CLS 1
#define LAST 2
#define MAX 3

// out[s] = the rows of sequence s as one. spans holds the starts, then the lengths. One work-item per element of out
// [sequences, width]; the rows of a sequence are taken in their order.
__kernel void pool(int pooling, __global const float* in, long4 inAt, __global const int* spans, long spansAt,
                   __global float* out, long4 outAt, int4 sizes, long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int s = (int)(e / sizes.w);
    long column = e - (long)s * sizes.w;
    int start = spans[spansAt + s];
    int length = spans[spansAt + sizes.z + s];
    __global const float* x = in + inAt.x + start * inAt.w + column;
    float value;
    if (pooling == CLS) {
      value = x[0];
    } else if (pooling == LAST) {
      value = x[(length - 1) * inAt.w];
    } else if (pooling == MAX) {
      value = x[0];
      for (int r = 1; r < length; r++) {
        float next = x[r * inAt.w];
        value = next > value || isnan(next) ? next : value;
      }
    } else {
      value = 0;
      for (int r = 0; r < length; r++) {
        value += x[r * inAt.w];
      }
      value /= length;
      if (isinf(value)) {  // The sum may be too great where the mean is not.
        value = 0;
        for (int r = 0; r < length; r++) {
          value += x[r * inAt.w] / length;
        }
      }
    }
    out[outAt.x + s * outAt.w + column] = value;
  }
}
