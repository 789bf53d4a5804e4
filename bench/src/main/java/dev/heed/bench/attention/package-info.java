/**
 * Attention over one sequence, global and local, against PyTorch. {@link
 * dev.heed.bench.attention.AttentionTable} is the program.
 */
@NullMarked
package dev.heed.bench.attention;

import org.jspecify.annotations.NullMarked;
