/**
 * Fused ops in terms of required ones, so that a new backend is right first and fast later. A
 * backend that lacks a kernel answers {@code Composed} and runs {@link
 * dev.heed.engine.compose.Composition}; the conformance suite compares the two ways.
 */
@NullMarked
package dev.heed.engine.compose;

import org.jspecify.annotations.NullMarked;
