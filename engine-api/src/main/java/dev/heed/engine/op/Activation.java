package dev.heed.engine.op;

/** Functions of one element; never one name for two functions. */
public enum Activation {
  /** x. */
  IDENTITY,
  /** max(x, 0); NaN stays NaN. */
  RELU,
  /** x · Φ(x) = x/2 · (1 + erf(x/√2)): the exact form (Hendrycks and Gimpel, 2016). */
  GELU,
  /** x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))): the approximation of the same paper. */
  GELU_TANH,
  /** x · sigmoid(x), also called swish. */
  SILU,
  /** Hyperbolic tangent. */
  TANH,
  /** 1 / (1 + e⁻ˣ). */
  SIGMOID,
  /** The error function, 2/√π · ∫₀ˣ e^(−t²) dt. */
  ERF
}
