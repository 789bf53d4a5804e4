package dev.heed.models.arch;

import dev.heed.engine.Scope;
import dev.heed.engine.op.Copy;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Pass;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of all layers that see equally far back, in rows that sequences share among
 * them. A layer with a window keeps no more of a sequence than its window, and what a pass adds.
 */
final class KeyValueRows {
  /**
   * Kept tokens begin at a multiple of this many: kernels sum keys in blocks that they count from
   * the first one, and the bits of a row must not depend on what was forgotten before it.
   */
  static final int BLOCK = 256;

  private final int window;
  private final int[] layers;
  private final int longest;
  private final int chunk;
  private final Tensor[] keys;
  private final Tensor[] values;
  private final FreeRows free;

  /** Where one sequence's rows are, and which of its tokens they hold. */
  static final class Span {
    private final int start;
    private int capacity;

    /** The token whose row is at {@link #start}. */
    private int first;

    private Span(int start, int capacity) {
      this.start = start;
      this.capacity = capacity;
    }

    int first() {
      return first;
    }

    int row(int token) {
      return start + token - first;
    }
  }

  /**
   * Takes the memory.
   *
   * @param window keys that a query sees; 0 for all
   * @param layers which share it
   * @param width of a key
   */
  KeyValueRows(Scope scope, int window, int[] layers, int width, CacheOptions options) {
    this.window = window;
    this.layers = layers.clone();
    this.longest = options.longest();
    this.chunk = options.chunk();
    int rows = rows(window, options);
    this.free = new FreeRows(rows);
    this.keys = new Tensor[layers.length];
    this.values = new Tensor[layers.length];
    for (int l = 0; l < layers.length; l++) {
      keys[l] = scope.allocate(options.storage(), rows, width);
      values[l] = scope.allocate(options.storage(), rows, width);
    }
  }

  /** Rows that the sequences of a session need in layers with such a window. */
  static int rows(int window, CacheOptions options) {
    long most = options.sequences() * capacity(window, options.longest(), options.chunk());
    return (int) Math.min(options.tokens(), most);
  }

  /** Rows of one sequence of up to so many tokens. */
  private static long capacity(int window, int tokens, int chunk) {
    return window == 0 ? tokens : Math.min(tokens, (long) window - 1 + BLOCK - 1 + chunk);
  }

  /** The layers, by number. */
  int[] layers() {
    return layers;
  }

  /** Keys of the layer at that place of {@link #layers}. */
  Tensor keys(int at) {
    return keys[at];
  }

  Tensor values(int at) {
    return values[at];
  }

  /** Rows for a sequence of up to so many tokens; null where there are none in a row. */
  @Nullable Span take(int tokens) {
    int count = (int) capacity(window, tokens, chunk);
    int start = free.take(count);
    return start < 0 ? null : new Span(start, count);
  }

  void give(Span span) {
    free.give(span.start, span.capacity);
  }

  /**
   * Makes rows enough for so many tokens, of those right behind a sequence's own.
   *
   * @return how many; −1 where one of them is taken
   */
  int extend(Span span, int tokens) {
    int more = (int) capacity(window, tokens, chunk) - span.capacity;
    if (more > 0 && !free.takeAt(span.start + span.capacity, more)) {
      return -1;
    }
    span.capacity += more;
    return more;
  }

  /** Gives back the last rows of a sequence, which holds nothing there. */
  void shrink(Span span, int rows) {
    span.capacity -= rows;
    if (rows > 0) {
      free.give(span.start + span.capacity, rows);
    }
  }

  /** Longest sequence, in tokens, that finds rows now: any where a window's rows are free. */
  int room() {
    int rows = free.longest();
    return rows < capacity(window, longest, chunk) ? rows : longest;
  }

  /** True where this many more tokens after {@code length} make the first ones go. */
  boolean mustForget(Span span, int length, int more) {
    return length + more - span.first > span.capacity;
  }

  /** Forgets what no later token sees, so that more tokens after {@code length} have room. */
  void forget(Pass pass, Span span, int length) {
    int first = Math.max(span.first, (length - (window - 1)) / BLOCK * BLOCK);
    move(pass, span.row(first), span.start, length - first);
    span.first = first;
  }

  /** Forgets all of a sequence. */
  void clear(Span span) {
    span.first = 0;
  }

  /** True where the last {@code window} of the first {@code length} tokens are kept. */
  boolean keeps(Span span, int length) {
    return span.first == 0 || (window > 0 && span.first <= length - (window - 1));
  }

  /** The kept ones of the first {@code length} tokens of a sequence → another one's rows. */
  void copy(Pass pass, Span from, Span to, int length) {
    to.first = from.first;
    forEach(tensor -> copy(pass, tensor, from.start, to.start, length - from.first));
  }

  private void move(Pass pass, int from, int to, int count) {
    int shift = from - to;
    if (shift == 0) {
      return;
    }
    for (int done = 0; done < count; done += shift) {
      int at = done;
      int part = Math.min(shift, count - done);
      forEach(tensor -> copy(pass, tensor, from + at, to + at, part));
    }
  }

  private void forEach(Consumer<Tensor> work) {
    for (int l = 0; l < layers.length; l++) {
      work.accept(keys[l]);
      work.accept(values[l]);
    }
  }

  private static void copy(Pass pass, Tensor tensor, int from, int to, int count) {
    if (count > 0) {
      pass.run(new Copy(tensor.slice(0, from, from + count), tensor.slice(0, to, to + count)));
    }
  }

  /** Bytes of keys and values together. */
  static long bytes(int window, int layers, int width, CacheOptions options) {
    DType storage = options.storage();
    return 2L * layers * storage.bytes((long) rows(window, options) * width);
  }
}
