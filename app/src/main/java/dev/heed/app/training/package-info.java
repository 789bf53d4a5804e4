/**
 * What a person at the terminal sees of a training. How it is set up and what it does are not here.
 * Start reading at {@link dev.heed.app.training.TrainingProgress}.
 */
@NullMarked
package dev.heed.app.training;

import org.jspecify.annotations.NullMarked;
