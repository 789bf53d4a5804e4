/**
 * Many callers at once: {@link dev.heed.bench.load.ClosedLoop} makes the load, {@link
 * dev.heed.bench.load.Latencies} says what it met.
 */
@NullMarked
package dev.heed.bench.load;

import org.jspecify.annotations.NullMarked;
