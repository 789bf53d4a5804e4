@NullMarked
package dev.heed.gpu.opencl.cl;

import org.jspecify.annotations.NullMarked;
