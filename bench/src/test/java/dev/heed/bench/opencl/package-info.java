/** Whether the benchmarks measure what they say, and notice a wrong answer. */
@NullMarked
package dev.heed.bench.opencl;

import org.jspecify.annotations.NullMarked;
