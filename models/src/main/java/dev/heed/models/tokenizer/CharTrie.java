package dev.heed.models.tokenizer;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Maps strings to values ≥ 0 and finds the longest of them that a text begins with, one lookup per
 * UTF-16 unit. All edges lie in one open-addressing table, so that a step costs one cache miss at
 * most.
 */
final class CharTrie {
  static final int ROOT = 0;
  static final int NONE = -1;

  /**
   * A vocabulary of 250,000 tokens has some 600,000 nodes; this limit keeps a hostile one below 130
   * MB.
   */
  static final int MAX_NODES = 1 << 22;

  private static final int NODE_BITS = 22;
  private static final int UNIT_BITS = Character.SIZE;

  /**
   * Node and unit that an edge leaves by, and the node it leads to, which is never 0; so 0 is an
   * empty slot.
   */
  private final long[] edges;

  private final int shift;
  private final long multiplier;
  private final int[] values;

  private CharTrie(Builder builder) {
    edges = builder.edges;
    shift = builder.shift;
    multiplier = builder.multiplier;
    values = Arrays.copyOf(builder.values, builder.nodes);
  }

  /** The node that {@code unit} leads to from {@code node}, or {@link #NONE}. */
  int child(int node, char unit) {
    long key = ((long) node << UNIT_BITS) | unit;
    for (int slot = slot(key, multiplier, shift); ; slot = (slot + 1) & (edges.length - 1)) {
      long edge = edges[slot];
      if (edge >>> NODE_BITS == key && edge != 0) {
        return (int) edge & (MAX_NODES - 1);
      }
      if (edge == 0) {
        return NONE;
      }
    }
  }

  /** The value of the string that leads to {@code node}, or {@link #NONE}. */
  int value(int node) {
    return values[node];
  }

  /** The node that {@code path} leads to from the root, or {@link #NONE}. */
  int node(String path) {
    int node = ROOT;
    for (int i = 0; i < path.length() && node != NONE; i++) {
      node = child(node, path.charAt(i));
    }
    return node;
  }

  /**
   * Fibonacci hashing. A factor drawn anew for each trie keeps a file from choosing keys that
   * collide.
   */
  private static int slot(long key, long multiplier, int shift) {
    return (int) ((key * multiplier) >>> shift);
  }

  static final class Builder {
    private final long multiplier =
        0x9E3779B97F4A7C15L ^ (ThreadLocalRandom.current().nextLong() << 1);
    private long[] edges = new long[1 << 10];
    private int shift = Long.SIZE - 10;
    private int[] values = {NONE};
    private int nodes = 1;

    /**
     * Adds a string; returns false if the trie is full. A string added twice keeps its first value.
     */
    boolean add(String string, int value) {
      int node = ROOT;
      for (int i = 0; i < string.length(); i++) {
        node = childOrNew(node, string.charAt(i));
        if (node == NONE) {
          return false;
        }
      }
      if (values[node] == NONE) {
        values[node] = value;
      }
      return true;
    }

    CharTrie build() {
      return new CharTrie(this);
    }

    private int childOrNew(int node, char unit) {
      long key = ((long) node << UNIT_BITS) | unit;
      int slot = slot(key, multiplier, shift);
      for (; edges[slot] != 0; slot = (slot + 1) & (edges.length - 1)) {
        if (edges[slot] >>> NODE_BITS == key) {
          return (int) edges[slot] & (MAX_NODES - 1);
        }
      }
      if (nodes == MAX_NODES) {
        return NONE;
      }
      edges[slot] = (key << NODE_BITS) | nodes;
      if (nodes == values.length) {
        values = Arrays.copyOf(values, 2 * nodes);
        Arrays.fill(values, nodes, values.length, NONE);
      }
      if (2 * nodes >= edges.length) {
        rehash();
      }
      return nodes++;
    }

    private void rehash() {
      long[] old = edges;
      edges = new long[2 * old.length];
      shift--;
      for (long edge : old) {
        if (edge != 0) {
          int slot = slot(edge >>> NODE_BITS, multiplier, shift);
          while (edges[slot] != 0) {
            slot = (slot + 1) & (edges.length - 1);
          }
          edges[slot] = edge;
        }
      }
    }
  }
}
