/** The worker team under many launches, callers and failures. */
@NullMarked
package dev.heed.cpu.simd.team;

import org.jspecify.annotations.NullMarked;
