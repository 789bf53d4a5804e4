/**
 * The fast CPU backend, on jdk.incubator.vector: which kernel runs which op, and how its work is
 * split over threads. Arithmetic lives in {@code kernel}, threads in {@code team}; nothing here is
 * exported. Start with {@code SimdQueue}; {@link dev.heed.cpu.simd.SimdProvider} and what it calls
 * to find out whether this machine will do link no class of the incubator module.
 */
@NullMarked
package dev.heed.cpu.simd;

import org.jspecify.annotations.NullMarked;
