/** Whether the benchmarks measure what they say, and notice a wrong answer. */
@NullMarked
package dev.heed.bench;

import org.jspecify.annotations.NullMarked;
