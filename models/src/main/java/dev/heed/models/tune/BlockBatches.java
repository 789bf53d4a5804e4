package dev.heed.models.tune;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.data.DataException;
import dev.heed.models.random.SplitMix;
import dev.heed.models.train.Batches;
import dev.heed.models.train.TrainingBatch;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Blocks of a long text, from places that are drawn anew for each batch: each token predicts the
 * next, that behind the block too. Targets are [tokens].
 */
final class BlockBatches implements Batches<int[]> {
  private final int[] tokens;
  private final int block;
  private final int blocks;
  private final int batches;
  private final long seed;

  /**
   * @param tokens of the text
   * @param block tokens of a block
   * @param blocks of a batch
   * @param batches of an epoch
   */
  BlockBatches(int[] tokens, int block, int blocks, int batches, long seed) {
    if (tokens.length <= block) {
      throw new DataException(
          "a text of %,d tokens to learn from has no block of %,d and one behind it; take a smaller block, or more text"
              .formatted(tokens.length, block));
    }
    this.tokens = tokens;
    this.block = block;
    this.blocks = blocks;
    this.batches = batches;
    this.seed = seed;
  }

  /** So many batches that a text is seen about once. */
  static int batchesOfEpoch(int tokens, int block, int blocks) {
    return Math.max(1, (int) (tokens / ((long) block * blocks)));
  }

  @Override
  public List<TrainingBatch<int[]>> epoch(int epoch) {
    return new AbstractList<>() {
      @Override
      public TrainingBatch<int[]> get(int index) {
        return batch((long) epoch * batches + index);
      }

      @Override
      public int size() {
        return batches;
      }
    };
  }

  private TrainingBatch<int[]> batch(long number) {
    List<int[]> sequences = new ArrayList<>();
    int[] targets = new int[block * blocks];
    int[] starts = new int[blocks];
    for (int b = 0; b < blocks; b++) {
      long drawn =
          SplitMix.mix(
              SplitMix.mix(seed + SplitMix.GOLDEN) + (number * blocks + b + 1) * SplitMix.GOLDEN);
      int start = (int) Math.unsignedMultiplyHigh(drawn, tokens.length - block);
      starts[b] = start;
      sequences.add(Arrays.copyOfRange(tokens, start, start + block));
      System.arraycopy(tokens, start + 1, targets, b * block, block);
    }
    return new TrainingBatch<>(TokenBatch.of(sequences), targets, starts);
  }
}
