package dev.heed.models.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Decodes runs of elements that are stored in blocks: whole blocks, and parts at either end. */
final class Blocks {
  /** Bytes that go through the heap at a time: they and the floats made of them stay in L2. */
  private static final int CHUNK = 16 << 10;

  private final FileDType dtype;
  private final MemorySegment data;
  private final byte[] chunk;

  private Blocks(FileDType dtype, MemorySegment data, long blocks) {
    this.dtype = dtype;
    this.data = data;
    int size = dtype.blockBytes();
    this.chunk = new byte[Math.toIntExact(Math.min(blocks, CHUNK / size) * size)];
  }

  /** Elements first … first + count − 1 of {@code data} → into[at …]. */
  static void floats(
      FileDType dtype, MemorySegment data, long first, float[] into, int at, int count) {
    int size = dtype.blockElements();
    long block = first / size;
    int begun = (int) (first % size);
    Blocks blocks = new Blocks(dtype, data, (begun + (long) count + size - 1) / size);
    int done = 0;
    if (begun > 0) {
      done = Math.min(size - begun, count);
      blocks.part(block++, begun, into, at, done);
    }
    int whole = (count - done) / size;
    blocks.whole(block, whole, into, at + done);
    done += whole * size;
    if (done < count) {
      blocks.part(block + whole, 0, into, at + done, count - done);
    }
  }

  private void whole(long block, int count, float[] into, int at) {
    int most = Math.max(1, chunk.length / dtype.blockBytes());
    for (int done = 0; done < count; done += most) {
      int n = Math.min(most, count - done);
      load(block + done, n);
      decode(n, into, at + done * dtype.blockElements());
    }
  }

  private void part(long block, int from, float[] into, int at, int count) {
    float[] one = new float[dtype.blockElements()];
    load(block, 1);
    decode(1, one, 0);
    System.arraycopy(one, from, into, at, count);
  }

  private void load(long block, int count) {
    int size = dtype.blockBytes();
    MemorySegment.copy(data, JAVA_BYTE, block * size, chunk, 0, count * size);
  }

  private void decode(int count, float[] into, int at) {
    switch (dtype) {
      case Q4_0 -> SmallBlocks.q4Scaled(chunk, count, into, at);
      case Q4_1 -> SmallBlocks.q4Shifted(chunk, count, into, at);
      case Q5_0 -> SmallBlocks.q5Scaled(chunk, count, into, at);
      case Q5_1 -> SmallBlocks.q5Shifted(chunk, count, into, at);
      case Q8_0 -> SmallBlocks.q8Scaled(chunk, count, into, at);
      case Q2_K -> SuperBlocks.q2(chunk, count, into, at);
      case Q3_K -> SuperBlocks.q3(chunk, count, into, at);
      case Q4_K -> SuperBlocks.q4(chunk, count, into, at);
      case Q5_K -> SuperBlocks.q5(chunk, count, into, at);
      case Q6_K -> SuperBlocks.q6(chunk, count, into, at);
      default -> throw new IllegalArgumentException(dtype + " is not stored in blocks");
    }
  }
}
