/** Whether what is timed is the same work, on a tiny random model, and counted as it should be. */
@NullMarked
package dev.heed.bench.generate;

import org.jspecify.annotations.NullMarked;
