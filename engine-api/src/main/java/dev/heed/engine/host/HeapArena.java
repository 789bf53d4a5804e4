package dev.heed.engine.host;

import dev.heed.engine.error.MemoryLimitException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Windows of heap arrays of one element type, handed out one after the other. After a reset the
 * same memory serves again; should the last round have needed several arrays, the next one gets a
 * single array of their common size, so that a steady load stops allocating.
 */
final class HeapArena<A> {
  /** Windows start on multiples of 16 elements: whole cache lines of an aligned float array. */
  private static final int ALIGNMENT = 16;

  /** Small windows share arrays of this many elements. */
  private static final int SHARED = 1 << 14;

  private static final int LONGEST = Integer.MAX_VALUE - 64;

  private final int elementBytes;
  private final IntFunction<A> newArray;
  private final Function<A, MemorySegment> wrap;
  private final MemoryBudget budget;
  private final String scope;
  private final List<Slab<A>> slabs = new ArrayList<>();
  private long merged;

  private static final class Slab<A> {
    final A array;
    final MemorySegment segment;
    final int length;
    int used;

    Slab(A array, MemorySegment segment, int length) {
      this.array = array;
      this.segment = segment;
      this.length = length;
    }
  }

  HeapArena(
      int elementBytes,
      IntFunction<A> newArray,
      Function<A, MemorySegment> wrap,
      MemoryBudget budget,
      String scope) {
    this.elementBytes = elementBytes;
    this.newArray = newArray;
    this.wrap = wrap;
    this.budget = budget;
    this.scope = scope;
  }

  HostBuffer allocate(long elements, Object owner) {
    if (elements > LONGEST) {
      throw new MemoryLimitException(
          "could not allocate %,d elements in scope '%s': a Java array holds at most %,d"
              .formatted(elements, scope, LONGEST));
    }
    int length = (int) elements;
    Slab<A> slab = slabWithRoom(length);
    int at = slab.used;
    slab.used = (int) Math.min(slab.length, roundUp((long) at + length));
    MemorySegment window =
        slab.segment.asSlice((long) at * elementBytes, (long) length * elementBytes);
    return new HostBuffer(window, slab.array, at, scope, owner);
  }

  void reset() {
    if (slabs.size() > 1) {
      long capacity = 0;
      for (Slab<A> slab : slabs) {
        capacity += slab.length;
      }
      if (capacity <= LONGEST) {
        merged = capacity;
        drop();
        return;
      }
    }
    for (Slab<A> slab : slabs) {
      slab.used = 0;
    }
  }

  void drop() {
    for (Slab<A> slab : slabs) {
      budget.give((long) slab.length * elementBytes);
    }
    slabs.clear();
  }

  private Slab<A> slabWithRoom(int length) {
    for (Slab<A> slab : slabs) {
      if (slab.length - slab.used >= length) {
        return slab;
      }
    }
    long size = length >= SHARED ? roundUp(length) : SHARED;
    int capacity = (int) Math.min(LONGEST, Math.max(size, merged));
    merged = 0;
    long bytes = (long) capacity * elementBytes;
    budget.take(bytes, scope);
    try {
      A array = newArray.apply(capacity);
      Slab<A> slab = new Slab<>(array, wrap.apply(array), capacity);
      slabs.add(slab);
      return slab;
    } catch (OutOfMemoryError e) {
      budget.give(bytes);
      throw new MemoryLimitException(
          "could not allocate %,d bytes in scope '%s': the Java heap of %,d bytes is too small; raise -Xmx"
              .formatted(bytes, scope, Runtime.getRuntime().maxMemory()),
          e);
    }
  }

  private static long roundUp(long elements) {
    return (elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
