
// Steps of optimisers, where the parameter lies: one work-item per element. Parameter, gradient and what the optimiser
// remembers have one shape, each its own strides. sizes and count are those of the parameter.

// The gradient of the loss and of the decay, where there is one.
static inline float with_decay(float scale, float gradient, float decay, float parameter) {
  return decay == 0 ? scale * gradient : fma(decay, parameter, scale * gradient);
}

// velocity may be absent.
__kernel void sgd(__global float* parameter, long4 parameterAt, __global const float* gradient, long4 gradientAt,
                  __global float* velocity, long4 velocityAt, float rate, float momentum, float dampening, int nesterov,
                  int isFirst, float decay, float scale, int4 sizes, long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    __global float* p = parameter + row_offset(row, sizes, parameterAt) + column;
    float g = with_decay(scale, gradient[row_offset(row, sizes, gradientAt) + column], decay, *p);
    if (!ABSENT(velocityAt)) {
      __global float* v = velocity + row_offset(row, sizes, velocityAt) + column;
      float speed = isFirst ? g : fma(momentum, *v, (1.0f - dampening) * g);
      *v = speed;
      g = nesterov ? fma(momentum, speed, g) : speed;
    }
    *p = fma(-rate, g, *p);
  }
}

// greatest may be absent. rootOfCorrection2 is the root of 1 - beta2^n.
__kernel void adam(__global float* parameter, long4 parameterAt, __global const float* gradient, long4 gradientAt,
                   __global float* first, long4 firstAt, __global float* second, long4 secondAt, __global float* greatest,
                   long4 greatestAt, float rate, float beta1, float beta2, float epsilon, float decay, int decoupled,
                   float correction1, float rootOfCorrection2, float scale, int4 sizes, long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    __global float* p = parameter + row_offset(row, sizes, parameterAt) + column;
    __global float* m = first + row_offset(row, sizes, firstAt) + column;
    __global float* v = second + row_offset(row, sizes, secondAt) + column;
    float value = *p;
    float g = with_decay(scale, gradient[row_offset(row, sizes, gradientAt) + column], decoupled ? 0.0f : decay, value);
    if (decoupled) {
      value = fma(-(rate * decay), value, value);
    }
    float mean = fma(beta1, *m, (1.0f - beta1) * g);
    float square = fma(beta2, *v, (1.0f - beta2) * g * g);
    *m = mean;
    *v = square;
    if (!ABSENT(greatestAt)) {
      __global float* most = greatest + row_offset(row, sizes, greatestAt) + column;
      square = *most > square || isnan(*most) ? *most : square;
      *most = square;
    }
    *p = fma(-rate, mean / correction1 / (sqrt(square) / rootOfCorrection2 + epsilon), value);
  }
}

__kernel void adagrad(__global float* parameter, long4 parameterAt, __global const float* gradient, long4 gradientAt,
                      __global float* squares, long4 squaresAt, float rate, float epsilon, float decay, float scale,
                      int4 sizes, long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    __global float* p = parameter + row_offset(row, sizes, parameterAt) + column;
    __global float* s = squares + row_offset(row, sizes, squaresAt) + column;
    float g = with_decay(scale, gradient[row_offset(row, sizes, gradientAt) + column], decay, *p);
    float sum = fma(g, g, *s);
    *s = sum;
    *p = fma(-rate, g / (sqrt(sum) + epsilon), *p);
  }
}

// mean and velocity may be absent.
__kernel void rms_prop(__global float* parameter, long4 parameterAt, __global const float* gradient, long4 gradientAt,
                       __global float* squares, long4 squaresAt, __global float* mean, long4 meanAt,
                       __global float* velocity, long4 velocityAt, float rate, float alpha, float epsilon, float momentum,
                       float decay, float scale, int4 sizes, long count) {
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int row = (int)(e / sizes.w);
    long column = e - (long)row * sizes.w;
    __global float* p = parameter + row_offset(row, sizes, parameterAt) + column;
    __global float* s = squares + row_offset(row, sizes, squaresAt) + column;
    float g = with_decay(scale, gradient[row_offset(row, sizes, gradientAt) + column], decay, *p);
    float square = fma(alpha, *s, (1.0f - alpha) * g * g);
    *s = square;
    if (!ABSENT(meanAt)) {
      __global float* m = mean + row_offset(row, sizes, meanAt) + column;
      float center = fma(alpha, *m, (1.0f - alpha) * g);
      *m = center;
      // What rounding leaves of the variance may be below 0.
      square = fma(-center, center, square);
      square = square < 0 ? 0.0f : square;
    }
    float change = g / (sqrt(square) + epsilon);
    if (!ABSENT(velocityAt)) {
      __global float* v = velocity + row_offset(row, sizes, velocityAt) + column;
      change = fma(momentum, *v, change);
      *v = change;
    }
    *p = fma(-rate, change, *p);
  }
}
