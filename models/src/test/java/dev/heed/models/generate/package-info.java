/**
 * Tests of sampling, stop conditions and streams; distributions small enough to be told by hand.
 */
@NullMarked
package dev.heed.models.generate;

import org.jspecify.annotations.NullMarked;
