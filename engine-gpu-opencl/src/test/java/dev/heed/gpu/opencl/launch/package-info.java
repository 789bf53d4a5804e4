@NullMarked
package dev.heed.gpu.opencl.launch;

import org.jspecify.annotations.NullMarked;
