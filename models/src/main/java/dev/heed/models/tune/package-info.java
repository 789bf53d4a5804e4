/**
 * Tasks that a pretrained model is tuned for: what becomes of examples, which head and which loss,
 * and how the outcome is measured, saved and used. What belongs here is what one kind of task
 * needs; how parameters change is {@link dev.heed.models.train}'s business. Start with {@link
 * dev.heed.models.tune.TextTuning}.
 */
@NullMarked
package dev.heed.models.tune;

import org.jspecify.annotations.NullMarked;
