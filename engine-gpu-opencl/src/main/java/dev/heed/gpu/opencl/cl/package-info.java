/**
 * OpenCL as objects: the only package that names JOCL. Every handle has one owner that releases it
 * once, every transfer checks its bounds, and every failure becomes an error of Heed's. What a
 * buffer or a kernel is for is decided elsewhere. Start with {@link
 * dev.heed.gpu.opencl.cl.ClContext}.
 */
@NullMarked
package dev.heed.gpu.opencl.cl;

import org.jspecify.annotations.NullMarked;
