package dev.heed.models.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

/**
 * Orders of examples: each is a function of the seed and the epoch.
 *
 * @param seed of all epochs
 */
public record Shuffle(long seed) {
  /**
   * The numbers from 0 to below {@code size} in an order drawn evenly from all.
   *
   * @param epoch from 0
   */
  public int[] order(int size, int epoch) {
    int[] order = IntStream.range(0, size).toArray();
    new Draws(seed, Draws.Use.SHUFFLE, epoch).shuffle(order);
    return order;
  }

  /**
   * A stream that does not fit into memory, through a buffer: each item is drawn from the {@code
   * buffer} that are there, and the next of the stream takes its place. An item comes at most
   * {@code buffer − 1} places earlier than in the stream; sorted files want a large buffer.
   *
   * @param buffer items held in memory, at least 1
   * @param epoch from 0
   */
  public <T> Iterator<T> through(Iterator<T> items, int buffer, int epoch) {
    if (buffer < 1) {
      throw new DataException("shuffle: the buffer must hold at least 1, was " + buffer);
    }
    Draws draws = new Draws(seed, Draws.Use.BUFFER, epoch);
    List<T> held = new ArrayList<>();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !held.isEmpty() || items.hasNext();
      }

      @Override
      public T next() {
        while (held.size() < buffer && items.hasNext()) {
          held.add(items.next());
        }
        if (held.isEmpty()) {
          throw new NoSuchElementException();
        }
        T last = held.removeLast();
        int drawn = draws.below(held.size() + 1);
        return drawn == held.size() ? last : held.set(drawn, last);
      }
    };
  }
}
