/**
 * Brings models from their files onto a backend: finds the parts, checks that they fit each other,
 * states the memory they take, and packs the weights once.
 *
 * <p>File formats belong to {@code checkpoint}, what a configuration means to {@code spec}, running
 * to {@code arch}. Start with {@link dev.heed.models.load.ModelSource}, then {@link
 * dev.heed.models.load.EncoderPlan} and {@link dev.heed.models.load.DecoderPlan}.
 */
@NullMarked
package dev.heed.models.load;

import org.jspecify.annotations.NullMarked;
