@NullMarked
package dev.heed.gpu.opencl.memory;

import org.jspecify.annotations.NullMarked;
