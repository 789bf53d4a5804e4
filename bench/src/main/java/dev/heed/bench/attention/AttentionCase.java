package dev.heed.bench.attention;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Self-attention over one sequence: q, k, v [length, heads, size] → [length, heads, size].
 *
 * @param kind what {@code visibility} is called
 */
public record AttentionCase(String kind, int length, int heads, int size, Visibility visibility) {
  private static final int[] LENGTHS = {128, 512, 1024, 2048, 4096};
  private static final int HEADS = 12;
  private static final int[] SIZES = {32, 64};

  /** What the table measures: every length with both head sizes, global and in a window. */
  static List<AttentionCase> all() {
    List<AttentionCase> cases = new ArrayList<>();
    for (int size : SIZES) {
      for (int length : LENGTHS) {
        cases.add(new AttentionCase("global", length, HEADS, size, Visibility.ALL));
      }
      for (int length : LENGTHS) {
        cases.add(local(128, length, HEADS, size));
      }
    }
    return cases;
  }

  /** In a window of so many keys, the query's own the last of them. */
  public static AttentionCase local(int window, int length, int heads, int size) {
    Visibility visibility = new Visibility.Local(window - 1, 0);
    return new AttentionCase("local-" + window, length, heads, size, visibility);
  }

  boolean isGlobal() {
    return visibility instanceof Visibility.All;
  }

  /** The same without a window. */
  AttentionCase global() {
    return new AttentionCase("global", length, heads, size, Visibility.ALL);
  }

  /** Such as {@code global 128x12x32}. */
  public String name() {
    return "%s %dx%dx%d".formatted(kind, length, heads, size);
  }

  /** Features of a token. */
  public int width() {
    return heads * size;
  }

  /** Both products, for the visible keys alone. */
  public double flops() {
    long visible = 0;
    for (int i = 0; i < length; i++) {
      visible += visibility.endKey(i, length, length) - visibility.firstKey(i, length, length);
    }
    return 4.0 * visible * width();
  }

  /** q, k, v and the result, each counted once. */
  public double bytes() {
    return 4.0 * Float.BYTES * length * width();
  }

  float scale() {
    return (float) (1 / Math.sqrt(size));
  }

  /**
   * The op, over a fused projection's result as a model has it.
   *
   * @param qkv [length, 3 · width]
   * @param out [length, heads, size]
   */
  public Attention op(Tensor qkv, Tensor out) {
    SeqSpans spans = SeqSpans.packed(length);
    return Attention.of(
        qkv.slice(1, 0, width()).splitLast(heads),
        qkv.slice(1, width(), 2 * width()).splitLast(heads),
        qkv.slice(1, 2 * width(), 3 * width()).splitLast(heads),
        spans,
        spans,
        Masking.of(visibility),
        scale(),
        out);
  }
}
