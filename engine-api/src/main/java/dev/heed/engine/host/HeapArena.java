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
 * single array of their common size, so that a steady load stops allocating. What was taken from
 * the budget stays taken until {@link #drop}.
 */
final class HeapArena<A> {
  /** Windows start on multiples of 16 elements: whole cache lines of an aligned float array. */
  private static final int ALIGNMENT = 16;

  /**
   * Bytes of an array before its first window: with the 16 of its header a cache line, so that
   * windows start on cache lines where arrays do, which is where G1 places large ones: a vector of
   * 512 bits that lies on two lines costs two reads. The budget counts neither them nor the header.
   * With -XX:+UseCompactObjectHeaders the header has 12 bytes, which no API tells: windows then
   * start 4 bytes before a line, and each vector of 512 bits does lie on two.
   */
  private static final int BEFORE_FIRST = 48;

  /** Small windows share arrays of this many elements. */
  private static final int SHARED = 1 << 14;

  private static final int LONGEST = Integer.MAX_VALUE - 128;

  private final int elementBytes;

  /** Elements before the first window of an array. */
  private final int first;

  private final IntFunction<A> newArray;
  private final Function<A, MemorySegment> wrap;
  private final MemoryBudget budget;
  private final String scope;
  private final List<Slab<A>> slabs = new ArrayList<>();

  /** Elements that the budget has given and no array holds: those of arrays that are to be one. */
  private long reserved;

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
    this.first = BEFORE_FIRST / elementBytes;
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
    int at = first + slab.used;
    slab.used = (int) Math.min(slab.length, roundUp((long) slab.used + length));
    MemorySegment window =
        slab.segment.asSlice((long) at * elementBytes, (long) length * elementBytes);
    return new HostBuffer(window, slab.array, at, scope, owner);
  }

  void reset() {
    long capacity = capacity();
    if (slabs.size() > 1 && capacity <= LONGEST) {
      slabs.clear();
      reserved = capacity;
      return;
    }
    for (Slab<A> slab : slabs) {
      slab.used = 0;
    }
  }

  void drop() {
    budget.give(capacity() * elementBytes);
    slabs.clear();
    reserved = 0;
  }

  /** Elements that are taken from the budget. */
  private long capacity() {
    long capacity = reserved;
    for (Slab<A> slab : slabs) {
      capacity += slab.length;
    }
    return capacity;
  }

  private Slab<A> slabWithRoom(int length) {
    for (Slab<A> slab : slabs) {
      if (slab.length - slab.used >= length) {
        return slab;
      }
    }
    int size = length >= SHARED ? (int) Math.min(LONGEST, roundUp(length)) : SHARED;
    if (reserved > size) {
      try {
        return newSlab((int) reserved);
      } catch (OutOfMemoryError e) {
        // The heap has no room for them in one piece: the arrays come one by one, as they did.
        return newSlabOrRefusal(size);
      }
    }
    return newSlabOrRefusal(size);
  }

  private Slab<A> newSlabOrRefusal(int length) {
    long more = Math.max(0, length - reserved) * elementBytes;
    budget.take(more, scope);
    reserved += more / elementBytes;
    try {
      return newSlab(length);
    } catch (OutOfMemoryError e) {
      budget.give(more);
      reserved -= more / elementBytes;
      throw MemoryBudget.heapTooSmall((long) length * elementBytes, scope, e);
    }
  }

  /** An array of elements that are reserved. */
  private Slab<A> newSlab(int length) {
    A array = newArray.apply(first + length);
    Slab<A> slab = new Slab<>(array, wrap.apply(array), length);
    slabs.add(slab);
    reserved -= length;
    return slab;
  }

  private static long roundUp(long elements) {
    return (elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
