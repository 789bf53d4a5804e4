// Rows that are moved by index or pooled. Indices have been checked: guard[guardAt] is 0 if they are right, and otherwise
// nothing is read or written.

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

// to[indices[i]] += from[i] of from [rows, width], in the order of i. Work-item (column, part) adds to that column of the
// rows of `to` whose numbers leave the rest `part`, so that no two meet.
__kernel void scatter_add(__global const int* guard, long guardAt, __global const float* from, long4 fromAt,
                          __global const int* indices, long4 indicesAt, __global float* to, long4 toAt, int4 sizes) {
  int column = get_global_id(0);
  if (guard[guardAt] != 0 || column >= sizes.w) {
    return;
  }
  int part = get_global_id(1);
  int parts = get_global_size(1);
  for (int i = 0; i < sizes.z; i++) {
    int index = indices[indicesAt.x + i];
    if (index % parts == part) {
      to[toAt.x + index * toAt.w + column] += from[fromAt.x + i * fromAt.w + column];
    }
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

// The gradient of pool, where inGradient is 0: the rows of sequence s get what they gave to outGradient[s]. One work-item per
// element of outGradient [sequences, width]; in is read for MAX alone.
__kernel void pool_gradient(int pooling, __global const float* in, long4 inAt, __global const int* spans, long spansAt,
                            __global const float* outGradient, long4 outGradientAt, __global float* inGradient,
                            long4 inGradientAt, int4 sizes, long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int s = (int)(e / sizes.w);
    long column = e - (long)s * sizes.w;
    int start = spans[spansAt + s];
    int length = spans[spansAt + sizes.z + s];
    float gradient = outGradient[outGradientAt.x + s * outGradientAt.w + column];
    __global float* to = inGradient + inGradientAt.x + start * inGradientAt.w + column;
    if (pooling == MEAN) {
      for (int r = 0; r < length; r++) {
        to[r * inGradientAt.w] = gradient / length;
      }
      continue;
    }
    int chosen = pooling == LAST ? length - 1 : 0;
    if (pooling == MAX) {
      __global const float* x = in + inAt.x + start * inAt.w + column;
      float greatest = x[0];
      for (int r = 1; r < length; r++) {
        float next = x[r * inAt.w];
        if (next > greatest || (isnan(next) && !isnan(greatest))) {
          greatest = next;
          chosen = r;
        }
      }
    }
    to[chosen * inGradientAt.w] = gradient;
  }
}
