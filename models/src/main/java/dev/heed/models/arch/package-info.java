/**
 * Whole models: layers put together, run over batches by any number of threads.
 *
 * <p>Here belong the architectures and what they need to run: batches of token ids, sessions,
 * heads, traces. Files and names of parameters belong to {@code load}, texts to the entry points in
 * {@code dev.heed.models}. Start with {@link dev.heed.models.arch.EncoderModel}, or with {@link
 * dev.heed.models.arch.DecoderModel} and its sessions, which remember keys and values.
 */
@NullMarked
package dev.heed.models.arch;

import org.jspecify.annotations.NullMarked;
