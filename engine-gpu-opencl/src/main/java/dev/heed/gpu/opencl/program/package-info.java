/**
 * From OpenCL C in our resources to compiled kernels, in memory and on disk. Start with {@link
 * dev.heed.gpu.opencl.program.Programs}.
 */
@NullMarked
package dev.heed.gpu.opencl.program;

import org.jspecify.annotations.NullMarked;
