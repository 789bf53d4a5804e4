@NullMarked
package dev.heed.gpu.opencl;

import org.jspecify.annotations.NullMarked;
