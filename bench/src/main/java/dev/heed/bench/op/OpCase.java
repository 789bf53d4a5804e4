package dev.heed.bench.op;

import dev.heed.engine.op.Op;

/**
 * One op of one size.
 *
 * @param name such as {@code linear 128x384x1536 gelu}
 * @param flops multiplications and additions that the formula needs; padding earns nothing
 * @param bytes operands and results, each counted once
 * @param builder makes the op over seeded inputs
 */
public record OpCase(String name, double flops, double bytes, Builder builder) {

  /** Makes an op over new tensors. */
  @FunctionalInterface
  public interface Builder {
    Op build(Operands operands);
  }
}
