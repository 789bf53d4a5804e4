/**
 * One op at a time on every backend, by JMH. {@link dev.heed.bench.op.OpCases} lists what is
 * measured, {@link dev.heed.bench.op.OpBenchmark} measures, {@link dev.heed.bench.op.OpTable}
 * writes the table.
 */
@NullMarked
package dev.heed.bench.op;

import org.jspecify.annotations.NullMarked;
