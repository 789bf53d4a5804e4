
// Gradients of functions of one element, over [rows, width]; in place is allowed. One work-item per element.

// 4 e / (1 + e)^2 of e = e^-2|y|: 1 - tanh^2 y, without the difference that would cancel.
static inline float tanh_gradient(float y) {
  float e = exp(-2.0f * fabs(y));
  return 4.0f * e / ((1.0f + e) * (1.0f + e));
}

// Phi(x) + x * phi(x)
static inline float gelu_gradient(float x) {
  float density = 0.39894228040143267794f * exp(-0.5f * x * x);
  float slope = density == 0 ? 0.0f : x * density;  // infinity times 0
  return fma(0.5f, erfc(-x * 0.70710678118654752440f), slope);
}

// With y as in gelu_tanh_of and s the sigmoid of 2 y: s + x * s * (1 - s) * (2 y)'
static inline float gelu_tanh_gradient(float x) {
  if (fabs(x) > 12.0f) {  // where e^-2|y| is 0, and the polynomial may be infinite
    return x > 0 ? 1.0f : 0.0f;
  }
  float y = 0.79788456080286535588f * fma(0.044715f * x * x, x, x);
  float steepness = 0.79788456080286535588f * fma(0.134145f * x, x, 1.0f);
  return fma(0.5f * x * steepness, tanh_gradient(y), sigmoid_of(2.0f * y));
}

// s * (1 + x * (1 - s)) of the sigmoid s.
static inline float silu_gradient(float x) {
  if (isinf(x)) {
    return x > 0 ? 1.0f : 0.0f;
  }
  float s = sigmoid_of(x);
  return fma(s * sigmoid_of(-x), x, s);
}

// 2 / sqrt(pi) * e^-x^2; what rounding takes from x^2 is put back, of which e would make much.
static inline float erf_gradient(float x) {
  float square = x * x;
  if (square > 200.0f) {
    return 0.0f;
  }
  float rest = fma(x, x, -square);
  float e = 1.12837916709551257390f * exp(-square);
  return fma(-e, rest, e);
}

static inline float gradient_of(int function, float x) {
  switch (function) {
    case RELU:
      return x <= 0 ? 0.0f : x > 0 ? 1.0f : x;
    case GELU:
      return gelu_gradient(x);
    case GELU_TANH:
      return gelu_tanh_gradient(x);
    case SILU:
      return silu_gradient(x);
    case TANH:
      return tanh_gradient(x);
    case SIGMOID:
      return sigmoid_of(x) * sigmoid_of(-x);
    case ERF:
      return erf_gradient(x);
    default:
      return 1.0f;
  }
}

// inGradient = outGradient * f'(in).
__kernel void activate_gradient(int function, __global const float* in, long4 inAt, __global const float* outGradient,
                                long4 outGradientAt, __global float* inGradient, long4 inGradientAt, int4 sizes,
                                long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    inGradient[row_offset(row, sizes, inGradientAt) + column] =
        outGradient[row_offset(row, sizes, outGradientAt) + column] *
        gradient_of(function, in[row_offset(row, sizes, inAt) + column]);
  }
}

// Of out = f(gate) * up: gateGradient = outGradient * up * f'(gate), upGradient = outGradient * f(gate).
__kernel void gated_gradient(int function, __global const float* gate, long4 gateAt, __global const float* up, long4 upAt,
                             __global const float* outGradient, long4 outGradientAt, __global float* gateGradient,
                             long4 gateGradientAt, __global float* upGradient, long4 upGradientAt, int4 sizes,
                             long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    float x = gate[row_offset(row, sizes, gateAt) + column];
    float factor = up[row_offset(row, sizes, upAt) + column];
    float gradient = outGradient[row_offset(row, sizes, outGradientAt) + column];
    gateGradient[row_offset(row, sizes, gateGradientAt) + column] = gradient * factor * gradient_of(function, x);
    upGradient[row_offset(row, sizes, upGradientAt) + column] = gradient * activated(function, x);
  }
}
