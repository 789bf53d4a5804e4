/**
 * Steps of training against PyTorch, from the same weights over the same batches: {@link
 * dev.heed.bench.train.TrainingTable} is the program, {@link dev.heed.bench.train.HeedTrainer}
 * Heed's side, in a process of its own as the other is.
 */
@NullMarked
package dev.heed.bench.train;

import org.jspecify.annotations.NullMarked;
