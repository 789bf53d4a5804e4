package dev.heed.models.tokenizer;

import java.util.Arrays;

/**
 * The symbols of one piece, merged two by two until no pair of neighbours is left that merges: the
 * pair of the smallest priority first, the leftmost of several. O(n log n) for n symbols.
 */
final class Symbols {
  private static final int NONE = -1;

  private int[] ids;
  private int[] starts;
  private int[] ends;
  private int size;

  /** Neighbours of each symbol that is still there, and the pair that it begins. */
  private int[] previous = {};

  private int[] next = {};
  private int[] slots = {};

  /** Priority and, below it, the place of a pair: a heap with the smallest on top. */
  private long[] heap = {};

  private int heapSize;

  Symbols(int capacity) {
    ids = new int[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
  }

  void add(int id, int start, int end) {
    if (size == ids.length) {
      int capacity = Math.max(8, Math.multiplyExact(size, 2));
      ids = Arrays.copyOf(ids, capacity);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
    }
    ids[size] = id;
    starts[size] = start;
    ends[size++] = end;
  }

  int size() {
    return size;
  }

  int id(int index) {
    return ids[index];
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  /** The last symbol reaches to {@code end}. */
  void stretchLast(int end) {
    ends[size - 1] = end;
  }

  void merge(MergeTable merges) {
    merge(merges, NONE);
  }

  /** The same, but nothing becomes {@code never}. */
  void merge(MergeTable merges, int never) {
    if (size < 2) {
      return;
    }
    previous = new int[size];
    next = new int[size];
    slots = new int[size];
    heap = new long[2 * size];
    for (int i = 0; i < size; i++) {
      previous[i] = i - 1;
      next[i] = i + 1 < size ? i + 1 : NONE;
    }
    for (int i = 0; i < size; i++) {
      look(i, merges, never);
    }
    while (heapSize > 0) {
      long best = pop();
      int left = (int) best;
      int slot = slots[left];
      // What is on top may be of a pair that is no more.
      if (slot != NONE && merges.priority(slot) == (int) (best >>> Integer.SIZE)) {
        int right = next[left];
        ids[left] = merges.result(slot);
        ends[left] = ends[right];
        next[left] = next[right];
        if (next[right] != NONE) {
          previous[next[right]] = left;
        }
        slots[right] = NONE;
        ids[right] = NONE;
        look(left, merges, never);
        if (previous[left] != NONE) {
          look(previous[left], merges, never);
        }
      }
    }
    compact();
  }

  /** Finds the merge of the pair that {@code left} begins. */
  private void look(int left, MergeTable merges, int never) {
    int right = next[left];
    int slot = right == NONE ? NONE : merges.find(ids[left], ids[right]);
    if (slot != NONE && merges.result(slot) == never) {
      slot = NONE;
    }
    slots[left] = slot;
    if (slot != NONE) {
      push((long) merges.priority(slot) << Integer.SIZE | left);
    }
  }

  private void compact() {
    int kept = 0;
    for (int i = 0; i != NONE; i = next[i]) {
      ids[kept] = ids[i];
      starts[kept] = starts[i];
      ends[kept++] = ends[i];
    }
    size = kept;
    previous = new int[0];
    next = new int[0];
    slots = new int[0];
    heap = new long[0];
  }

  private void push(long value) {
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, 2 * heapSize);
    }
    int at = heapSize++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (heap[parent] <= value) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = value;
  }

  private long pop() {
    long top = heap[0];
    long last = heap[--heapSize];
    int at = 0;
    while (2 * at + 1 < heapSize) {
      int child = 2 * at + 1;
      if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
