/**
 * Learning: optimisers, schedules, and what a step does with a batch. What belongs here is how
 * parameters change; how gradients come about is {@link dev.heed.models.autograd}'s business, and
 * which examples there are {@link dev.heed.models.data}'s. Start with {@link
 * dev.heed.models.train.Learner}.
 */
@NullMarked
package dev.heed.models.train;

import org.jspecify.annotations.NullMarked;
