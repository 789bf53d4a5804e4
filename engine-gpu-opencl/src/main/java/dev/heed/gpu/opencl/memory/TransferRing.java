package dev.heed.gpu.opencl.memory;

import dev.heed.gpu.opencl.cl.ClBuffer;
import dev.heed.gpu.opencl.cl.ClEvent;
import dev.heed.gpu.opencl.cl.ClHostMemory;
import dev.heed.gpu.opencl.cl.ClQueue;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Memory of the host through which one queue's transfers go, so that what is uploaded may change at
 * once and the garbage collector never waits for a device. Made at the first transfer. Uploads fill
 * one slot after the other; coming round to a slot whose uploads still run, they wait for these.
 */
public final class TransferRing implements AutoCloseable {
  private static final int SLOTS = 4;
  private static final long SLOT_BYTES = 256 << 10;
  private static final long ALIGNMENT = 64;

  private final ClQueue queue;
  private final @Nullable ClEvent[] ends = new @Nullable ClEvent[SLOTS];
  private @Nullable ClHostMemory host;

  /** False while, and once, something failed in the middle. */
  private boolean settled = true;

  private int slot;
  private long used;

  /** Nothing is held yet. */
  public TransferRing(ClQueue queue) {
    this.queue = queue;
  }

  /** Bytes → buffer, from byte {@code at} on; the bytes may change when this returns. */
  public void upload(MemorySegment from, ClBuffer to, long at) {
    settle();
    long done = 0;
    settled = false;
    while (done < from.byteSize()) {
      long left = from.byteSize() - done;
      long room = SLOT_BYTES - used;
      if (room < ALIGNMENT || (room < left && left <= SLOT_BYTES)) {
        nextSlot(); // What fits a slot goes in one piece.
        room = SLOT_BYTES;
      }
      long count = Math.min(room, left);
      long place = slot * SLOT_BYTES + used;
      ClHostMemory memory = memory();
      MemorySegment.copy(from, done, memory.segment(), place, count);
      queue.write(memory, place, to, at + done, count);
      used = Math.min(SLOT_BYTES, (used + count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
      done += count;
    }
    settled = true;
  }

  /** After a failure nobody knows which transfers still run: none may, before the next begins. */
  private void settle() {
    if (!settled) {
      finish();
    }
  }

  private void nextSlot() {
    ends[slot] = queue.marker();
    queue.flush();
    slot = (slot + 1) % SLOTS;
    used = 0;
    ClEvent busy = ends[slot];
    if (busy != null) {
      busy.await();
      busy.close();
      ends[slot] = null;
    }
  }

  /** Waits for all work of the queue, then buffer bytes from {@code at} on → bytes. */
  public void download(ClBuffer from, long at, MemorySegment to) {
    settle();
    if (to.byteSize() == 0) {
      finish();
      return;
    }
    long done = 0;
    ClHostMemory memory = memory();
    while (done < to.byteSize()) {
      long count = Math.min(SLOTS * SLOT_BYTES, to.byteSize() - done);
      if (done == 0 && count > SLOT_BYTES - used) {
        finish(); // The places of uploads that still run are needed.
      }
      long place = done == 0 ? slot * SLOT_BYTES + used : 0;
      queue.read(from, at + done, memory, place, count);
      finish();
      MemorySegment.copy(memory.segment(), place, to, done, count);
      done += count;
    }
  }

  /** Waits for all work of the queue, uploads too. */
  public void finish() {
    settled = false;
    queue.finish();
    forgetUploads();
    settled = true;
  }

  private void forgetUploads() {
    for (int s = 0; s < SLOTS; s++) {
      ClEvent end = ends[s];
      if (end != null) {
        end.close();
        ends[s] = null;
      }
    }
    slot = 0;
    used = 0;
  }

  private ClHostMemory memory() {
    ClHostMemory memory = host;
    if (memory == null) {
      memory = queue.newHostMemory(SLOTS * SLOT_BYTES);
      host = memory;
    }
    return memory;
  }

  /** After {@link #finish}, before the queue. */
  @Override
  public void close() {
    forgetUploads();
    if (host != null) {
      host.close();
    }
  }
}
