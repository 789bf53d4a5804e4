// out = from, between any two types and strides. One work-item per element.

static inline int to_int(int low, int high, float value) {
  // NaN -> 0; the comparisons keep what no int holds out of the conversion.
  if (isnan(value)) {
    return 0;
  }
  return value >= (float)high ? high : value <= (float)low ? low : (int)value;
}

// A whole number that is stored as one.
static inline int load_int(int type, __global const uchar* data, long at) {
  switch (type) {
    case TYPE_I32:
      return ((__global const int*)data)[at];
    case TYPE_I8:
      return ((__global const char*)data)[at];
    default:
      return data[at];
  }
}

static inline void store_int(int type, __global uchar* data, long at, int value) {
  switch (type) {
    case TYPE_I32:
      ((__global int*)data)[at] = value;
      break;
    case TYPE_I8:
      ((__global char*)data)[at] = (char)clamp(value, -128, 127);
      break;
    default:
      data[at] = (uchar)clamp(value, 0, 255);
  }
}

static inline void copy_bits(int type, __global const uchar* from, long fromAt, __global uchar* to, long toAt) {
  switch (type) {
    case TYPE_F32:
    case TYPE_I32:
      ((__global uint*)to)[toAt] = ((__global const uint*)from)[fromAt];
      break;
    case TYPE_F16:
    case TYPE_BF16:
      ((__global ushort*)to)[toAt] = ((__global const ushort*)from)[fromAt];
      break;
    default:
      to[toAt] = from[fromAt];
  }
}

// A whole number on its way to outType. To halves by way of a float that is rounded to odd: rounding twice to nearest
// would not always be to nearest.
static inline float float_of(int outType, int value) {
  if (outType == TYPE_F32) {
    return (float)value;
  }
  float cut = convert_float_rtz(value);
  return convert_long(cut) == value ? cut : as_float(as_uint(cut) | 1u);
}

__kernel void copy(__global const uchar* from, long4 fromAt, int fromType, __global uchar* out, long4 outAt, int outType,
                   int4 sizes, long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    long i = row_offset(row, sizes, fromAt) + column;
    long o = row_offset(row, sizes, outAt) + column;
    if (fromType == outType) {
      copy_bits(fromType, from, i, out, o);
    } else if (fromType <= TYPE_BF16 && outType <= TYPE_BF16) {
      store_float(outType, out, o, load_float(fromType, from, i));
    } else if (fromType <= TYPE_BF16) {
      float value = load_float(fromType, from, i);
      int low = outType == TYPE_I32 ? INT_MIN : outType == TYPE_I8 ? -128 : 0;
      int high = outType == TYPE_I32 ? INT_MAX : outType == TYPE_I8 ? 127 : 255;
      store_int(outType, out, o, to_int(low, high, value));
    } else if (outType <= TYPE_BF16) {
      store_float(outType, out, o, float_of(outType, load_int(fromType, from, i)));
    } else {
      store_int(outType, out, o, load_int(fromType, from, i));
    }
  }
}

// out = value everywhere.
__kernel void fill(__global float* out, long4 outAt, int4 sizes, long count, float value) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    out[row_offset(row, sizes, outAt) + (e - (long)row * sizes.w)] = value;
  }
}
