/**
 * Gradients: a {@link dev.heed.models.autograd.Tape} runs the ops of a pass and remembers them, and
 * walks back over them. What belongs here is the rule of each op and the memory of gradients; what
 * a gradient is computed with are ops of the engine, and what is done with it is training's
 * business. Start with {@link dev.heed.models.autograd.Tape}.
 */
@NullMarked
package dev.heed.models.autograd;

import org.jspecify.annotations.NullMarked;
