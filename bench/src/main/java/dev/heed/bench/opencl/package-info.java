/**
 * The SIMD backend against OpenCL, op by op, and products against CLBlast, which gets its context,
 * queue and buffers from JOCL: no class of the OpenCL backend is named. {@link
 * dev.heed.bench.opencl.OpenClTable} writes the table.
 */
@NullMarked
package dev.heed.bench.opencl;

import org.jspecify.annotations.NullMarked;
