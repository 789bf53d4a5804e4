package dev.heed.engine;

/** Which arithmetic a backend may choose. */
public enum Compute {
  /** F32 results whose bits depend on nothing but their inputs, as the contract says. */
  EXACT,
  /** May trade accuracy for speed, such as 8-bit products; each backend says where. */
  FAST
}
