/**
 * Pictures of tables, drawn by XChart without a screen: {@link dev.heed.bench.chart.RatioChart},
 * {@link dev.heed.bench.chart.DifferenceChart} and {@link dev.heed.bench.chart.Roofline}.
 */
@NullMarked
package dev.heed.bench.chart;

import org.jspecify.annotations.NullMarked;
