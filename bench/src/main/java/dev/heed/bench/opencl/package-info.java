/**
 * The SIMD backend against OpenCL, op by op, and products against CLBlast on the same queue. {@link
 * dev.heed.bench.opencl.OpenClTable} writes the table.
 */
@NullMarked
package dev.heed.bench.opencl;

import org.jspecify.annotations.NullMarked;
