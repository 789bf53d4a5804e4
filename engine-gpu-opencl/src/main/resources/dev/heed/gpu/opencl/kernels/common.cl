// What every file of kernels begins with. A tensor is a buffer and a long4: where element 0 lies and the strides of the
// first three of four dimensions, in elements; the last is dense. Sizes of the first three and the width are an int4.
// Absent tensors have an offset below 0.

#pragma OPENCL FP_CONTRACT OFF

// Codes.of(DType)
#define TYPE_F32 0
#define TYPE_F16 1
#define TYPE_BF16 2
#define TYPE_I32 3
#define TYPE_I8 4
#define TYPE_U8 5

#define ABSENT(at) ((at).x < 0)

// Where row `row` starts, counted over all dimensions but the last.
static inline long row_offset(int row, int4 sizes, long4 at) {
  int next = row / sizes.z;
  long offset = at.x + (row - next * sizes.z) * at.w;
  int first = next / sizes.y;
  offset += (next - first * sizes.y) * at.z;
  return offset + first * at.y;
}

static inline float from_bf16(ushort bits) {
  return as_float((uint)bits << 16);
}

static inline float load_float(int type, __global const uchar* data, long at) {
  switch (type) {
    case TYPE_F32:
      return ((__global const float*)data)[at];
    case TYPE_F16:
      return vload_half(at, (__global const half*)data);
    default:
      return from_bf16(((__global const ushort*)data)[at]);
  }
}

// To nearest, ties to even; overflow to infinity; NaN stays NaN.
static inline ushort to_bf16(float value) {
  uint bits = as_uint(value);
  if (isnan(value)) {
    return (ushort)((bits >> 16) | 0x40);
  }
  return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

// As to_bf16. By whole numbers: not every device rounds halves alike.
static inline ushort to_f16(float value) {
  uint bits = as_uint(value);
  uint sign = (bits >> 16) & 0x8000;
  uint magnitude = bits & 0x7FFFFFFF;
  if (magnitude > 0x7F800000) {
    return (ushort)(sign | 0x7E00 | ((magnitude >> 13) & 0x1FF));
  }
  if (magnitude >= 0x477FF000) {  // 65520 and more
    return (ushort)(sign | 0x7C00);
  }
  if (magnitude >= 0x38800000) {  // normal halves, from 2^-14 on
    uint rounded = magnitude + 0xFFF + ((magnitude >> 13) & 1);
    return (ushort)(sign | ((rounded - 0x38000000) >> 13));
  }
  if (magnitude < 0x33000000) {  // below half of the smallest
    return (ushort)sign;
  }
  uint exponent = magnitude >> 23;
  uint mantissa = (magnitude & 0x7FFFFF) | 0x800000;
  uint shift = 126 - exponent;
  uint kept = mantissa >> shift;
  uint rest = mantissa & ((1u << shift) - 1);
  uint half_way = 1u << (shift - 1);
  kept += (rest > half_way || (rest == half_way && (kept & 1))) ? 1 : 0;
  return (ushort)(sign | kept);
}

static inline void store_float(int type, __global uchar* data, long at, float value) {
  switch (type) {
    case TYPE_F32:
      ((__global float*)data)[at] = value;
      break;
    case TYPE_F16:
      ((__global ushort*)data)[at] = to_f16(value);
      break;
    default:
      ((__global ushort*)data)[at] = to_bf16(value);
  }
}
