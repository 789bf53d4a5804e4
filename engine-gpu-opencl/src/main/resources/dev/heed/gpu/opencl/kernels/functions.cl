// Functions of one element, by Codes.of(Activation).

#define IDENTITY 0
#define RELU 1
#define GELU 2
#define GELU_TANH 3
#define SILU 4
#define TANH 5
#define SIGMOID 6
#define ERF 7

static inline float sigmoid_of(float x) {
  // e^-|x| does not overflow.
  float e = exp(-fabs(x));
  return (x >= 0 ? 1.0f : e) / (1.0f + e);
}

// x * sigmoid(x); of minus infinity the limit, 0.
static inline float silu_of(float x) {
  return x == -INFINITY ? 0.0f : x * sigmoid_of(x);
}

// x/2 * (1 + erf(x/sqrt 2)), by erfc where the sum would cancel.
static inline float gelu_of(float x) {
  if (x == -INFINITY) {
    return 0.0f;
  }
  return 0.5f * x * erfc(-x * 0.70710678118654752440f);
}

static inline float gelu_tanh_of(float x) {
  if (x == -INFINITY) {
    return 0.0f;
  }
  // 1/2 (1 + tanh y) = sigmoid(2 y)
  float y = 0.79788456080286535588f * fma(0.044715f * x * x, x, x);
  return x * sigmoid_of(2.0f * y);
}

static inline float activated(int function, float x) {
  switch (function) {
    case RELU:
      return x <= 0 ? 0.0f : x;
    case GELU:
      return gelu_of(x);
    case GELU_TANH:
      return gelu_tanh_of(x);
    case SILU:
      return silu_of(x);
    case TANH:
      return tanh(x);
    case SIGMOID:
      return sigmoid_of(x);
    case ERF:
      return erf(x);
    default:
      return x;
  }
}

// What becomes of the sum of a product: f(alpha * sum + beta * held + bias), times what out held where it is a gate.
static inline float finished(float sum, float alpha, float beta, __global const float* bias, long4 biasAt, int column,
                      int function, int gate, __global const float* held) {
  float value = alpha * sum;
  if (beta != 0) {
    value = fma(beta, *held, value);
  }
  if (!ABSENT(biasAt)) {
    value += bias[biasAt.x + column];
  }
  value = activated(function, value);
  return gate ? *held * value : value;
}
