package dev.heed.engine.op;

/** How a row is normalised. */
public enum NormKind {
  /** (x − mean) / √(variance + ε), the variance over all elements (Ba et al., 2016). */
  LAYER,
  /** x / √(mean of squares + ε) (Zhang and Sennrich, 2019). */
  RMS
}
