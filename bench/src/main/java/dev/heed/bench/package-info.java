/**
 * What benchmarks share: the machine they ran on and how results are written. One package per kind
 * of benchmark lies below. No product code uses anything from here.
 */
@NullMarked
package dev.heed.bench;

import org.jspecify.annotations.NullMarked;
