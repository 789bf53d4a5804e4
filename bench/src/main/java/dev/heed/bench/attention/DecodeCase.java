package dev.heed.bench.attention;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Masking;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Attention of one step of a decoder: one query of each sequence over the keys that its cache
 * holds, which is bound by the way from memory.
 *
 * @param stored type of keys and values
 */
public record DecodeCase(int sequences, int keys, int heads, int kvHeads, int size, DType stored) {

  /** The heads of SmolLM2-135M: one sequence over short and long caches, and some together. */
  public static List<DecodeCase> all() {
    List<DecodeCase> cases = new ArrayList<>();
    for (DType stored : new DType[] {DType.F32, DType.F16}) {
      for (int keys : new int[] {128, 1024, 4096}) {
        cases.add(new DecodeCase(1, keys, 9, 3, 64, stored));
      }
      cases.add(new DecodeCase(8, 512, 9, 3, 64, stored));
    }
    return cases;
  }

  /** Such as {@code decode 1x512x9:3x64 f16}. */
  public String name() {
    String type = stored.name().toLowerCase(Locale.ROOT);
    return "decode %dx%dx%d:%dx%d %s".formatted(sequences, keys, heads, kvHeads, size, type);
  }

  /** Both products. */
  public double flops() {
    return 4.0 * sequences * keys * heads * size;
  }

  /** Keys and values, queries and the result, each counted once. */
  public double bytes() {
    return 2.0 * stored.bytes((long) keyRows() * kvWidth())
        + 2.0 * Float.BYTES * sequences * heads * size;
  }

  /** Rows of the cache. */
  public int keyRows() {
    return sequences * keys;
  }

  /** Features of a row of the cache. */
  public int kvWidth() {
    return kvHeads * size;
  }

  /**
   * The op.
   *
   * @param q [sequences, heads, size]
   * @param k [keyRows, kvWidth]
   * @param v [keyRows, kvWidth]
   * @param out [sequences, heads, size]
   */
  public Attention op(Tensor q, Tensor k, Tensor v, Tensor out) {
    int[] queries = new int[sequences];
    Arrays.fill(queries, 1);
    int[] lengths = new int[sequences];
    Arrays.fill(lengths, keys);
    return Attention.of(
        q,
        k.splitLast(kvHeads),
        v.splitLast(kvHeads),
        SeqSpans.packed(queries),
        SeqSpans.packed(lengths),
        Masking.CAUSAL,
        (float) (1 / Math.sqrt(size)),
        out);
  }
}
