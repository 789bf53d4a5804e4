/**
 * The layers of a Transformer: small values over tensors that run ops on a queue.
 *
 * <p>A layer knows its parameters and its maths; it takes its outputs from a {@link
 * dev.heed.models.nn.Workspace} and owns no memory. Which layers make a model belongs to {@code
 * arch}, where parameters come from to {@code load}. Start with {@link dev.heed.models.nn.Pass},
 * then {@link dev.heed.models.nn.EncoderLayer} and {@link dev.heed.models.nn.DecoderLayer}.
 */
@NullMarked
package dev.heed.models.nn;

import org.jspecify.annotations.NullMarked;
