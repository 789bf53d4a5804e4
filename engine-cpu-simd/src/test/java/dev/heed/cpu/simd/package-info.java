/**
 * The backend as a whole: the contract at every vector width, its probe, and its bits in cold JVMs.
 */
@NullMarked
package dev.heed.cpu.simd;

import org.jspecify.annotations.NullMarked;
