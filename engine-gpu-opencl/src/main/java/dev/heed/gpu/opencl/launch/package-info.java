/**
 * How each family of ops becomes launches of kernels: one class a family, the kernels beside it in
 * the resources. Start with {@link dev.heed.gpu.opencl.launch.Launcher}.
 */
@NullMarked
package dev.heed.gpu.opencl.launch;

import org.jspecify.annotations.NullMarked;
