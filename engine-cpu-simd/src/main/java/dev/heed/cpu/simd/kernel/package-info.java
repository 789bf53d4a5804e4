/**
 * Loops over {@code float[]} written with jdk.incubator.vector: arithmetic only. They know arrays,
 * offsets and strides, but no tensor, thread or backend. Start with {@link
 * dev.heed.cpu.simd.kernel.Lanes} for the rules that keep results equal to the bit, and {@link
 * dev.heed.cpu.simd.kernel.Gemm} for where the time goes.
 */
@NullMarked
package dev.heed.cpu.simd.kernel;

import org.jspecify.annotations.NullMarked;
