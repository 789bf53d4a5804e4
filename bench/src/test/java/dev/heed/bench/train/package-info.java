/** Whether both sides of the table learn the same, and what a step is counted as. */
@NullMarked
package dev.heed.bench.train;

import org.jspecify.annotations.NullMarked;
