/**
 * Losses: how far what a model gave lies from what it should have given, made of ops that gradients
 * go back through; and the targets that a batch of tokens gives by itself. What belongs here needs
 * a pass and host arrays; which examples there are is {@link dev.heed.models.data}'s business, and
 * what is done with a loss {@link dev.heed.models.train}'s. Start with {@link
 * dev.heed.models.loss.Losses}, then {@link dev.heed.models.loss.CrossEntropyLoss}.
 */
@NullMarked
package dev.heed.models.loss;

import org.jspecify.annotations.NullMarked;
