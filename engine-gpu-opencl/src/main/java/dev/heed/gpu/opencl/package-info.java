/**
 * The OpenCL backend: which devices there are, and which kernel runs which op. Handles are in
 * {@code cl}, memory in {@code memory}, compiled kernels in {@code program}, and how an op becomes
 * launches in {@code launch}. Start with {@link dev.heed.gpu.opencl.OpenClBackend}.
 */
@NullMarked
package dev.heed.gpu.opencl;

import org.jspecify.annotations.NullMarked;
