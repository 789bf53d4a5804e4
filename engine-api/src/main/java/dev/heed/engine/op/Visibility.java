package dev.heed.engine.op;

import dev.heed.engine.error.InvalidOpException;

/**
 * Which keys a query sees. For a sequence with {@code queries} and {@code keys} rows, query i
 * stands at key {@code last = i + keys − queries}: both ends are aligned at the bottom right, so
 * that new queries see their cached past.
 */
public sealed interface Visibility {
  Visibility ALL = new All();
  Visibility CAUSAL = new Causal();

  /** First visible key, at least 0; may lie past the last one, where nothing is visible. */
  int firstKey(int query, int queries, int keys);

  /** One past the last visible key, at most {@code keys}; may be 0 or less. */
  int endKey(int query, int queries, int keys);

  /** Every key: the encoder's and the cross-attention's form. */
  record All() implements Visibility {
    @Override
    public int firstKey(int query, int queries, int keys) {
      return 0;
    }

    @Override
    public int endKey(int query, int queries, int keys) {
      return keys;
    }
  }

  /** Keys j ≤ last. */
  record Causal() implements Visibility {
    @Override
    public int firstKey(int query, int queries, int keys) {
      return 0;
    }

    @Override
    public int endKey(int query, int queries, int keys) {
      return Math.min(keys, query + keys - queries + 1);
    }
  }

  /**
   * Keys last − left ≤ j ≤ last + right. A sliding window of w keys, the query's own among them, is
   * {@code Local(w − 1, 0)}.
   *
   * @param left keys before, at least 0
   * @param right keys after, at least 0
   */
  record Local(int left, int right) implements Visibility {
    public Local {
      if (left < 0 || right < 0) {
        throw new InvalidOpException(
            "attention: a local window needs left and right of at least 0, was %d and %d"
                .formatted(left, right));
      }
    }

    @Override
    public int firstKey(int query, int queries, int keys) {
      return (int) Math.max(0L, (long) query + keys - queries - left);
    }

    @Override
    public int endKey(int query, int queries, int keys) {
      return (int) Math.min(keys, (long) query + keys - queries + right + 1);
    }
  }
}
