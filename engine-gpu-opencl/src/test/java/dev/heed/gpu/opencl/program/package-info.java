@NullMarked
package dev.heed.gpu.opencl.program;

import org.jspecify.annotations.NullMarked;
