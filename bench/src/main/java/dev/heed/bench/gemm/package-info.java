/**
 * Single-precision products c = a · bᵀ against OpenBLAS and PyTorch. {@link
 * dev.heed.bench.gemm.GemmTable} is the program.
 */
@NullMarked
package dev.heed.bench.gemm;

import org.jspecify.annotations.NullMarked;
