/** Kernels against plain loops: to the bit where the order of the arithmetic is a promise. */
@NullMarked
package dev.heed.cpu.simd.kernel;

import org.jspecify.annotations.NullMarked;
