package dev.heed.gpu.opencl;

import dev.heed.engine.Scope;
import dev.heed.engine.TuningVerdict;
import dev.heed.engine.error.DeviceException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.launch.ProductShape;
import dev.heed.gpu.opencl.launch.Tile;
import dev.heed.gpu.opencl.launch.Tiles;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fastest way to cut a device's work. A candidate must fit the device, and give the bits
 * that a chain of fused multiply–adds in Java gives, before its time counts; and it must be faster
 * than what is shipped by more than times differ by chance.
 */
final class Tuner {
  /** A candidate must be so much faster than what is shipped. */
  private static final double WORTH_CHANGING = 1.03;

  private static final int FEWEST_RUNS = 3;
  private static final int MOST_RUNS = 200;

  private final OpenClBackend backend;
  private final Effort effort;
  private final Consumer<String> progress;
  private final SplittableRandom random = new SplittableRandom(20261128);

  /**
   * How much is tried.
   *
   * @param candidates for products
   * @param small rows, inner dimension and columns of a small product
   * @param large rows, inner dimension and columns of a large one
   * @param length of the two sequences of an attention
   * @param nanosEach for each candidate
   */
  record Effort(List<Tile> candidates, int[] small, int[] large, int length, long nanosEach) {
    /** A dozen short texts of a small encoder, and what fills any device. */
    static final Effort FULL =
        new Effort(
            Tile.CANDIDATES,
            new int[] {128, 384, 384},
            new int[] {1024, 1024, 1024},
            256,
            150_000_000);
  }

  Tuner(OpenClBackend backend, Effort effort, Consumer<String> progress) {
    this.backend = backend;
    this.effort = effort;
    this.progress = progress;
  }

  /** What was found, as soon as it is known where it is kept. */
  interface Verdict {
    /**
     * For the user.
     *
     * @param keptIn the file; null for nowhere
     */
    TuningVerdict keptIn(@Nullable String keptIn);
  }

  /** The best way to cut, and how it was found. */
  record Result(Tiles tiles, List<Verdict> verdicts) {}

  Result run(Tiles shipped) {
    List<Verdict> verdicts = new ArrayList<>();
    Tiles tiles = shipped;
    try (Scope scope = backend.newScope("tuning");
        OpenClQueue queue = (OpenClQueue) backend.newQueue("tuning")) {
      for (ProductShape shape : ProductShape.TILED) {
        tiles = product(shape, tiles, scope, queue, verdicts);
        scope.reset();
      }
      tiles = attention(tiles, scope, queue, verdicts);
    }
    return new Result(tiles, verdicts);
  }

  private Tiles product(
      ProductShape shape, Tiles tiles, Scope scope, OpenClQueue queue, List<Verdict> verdicts) {
    int[] sizes = shape == ProductShape.SMALL ? effort.small : effort.large;
    int rows = sizes[0];
    int inner = sizes[1];
    int columns = sizes[2];
    Exactness exactness = new Exactness(scope, queue);
    MatMul work =
        MatMul.of(
            random(scope, queue, rows, inner),
            random(scope, queue, inner, columns),
            scope.allocate(DType.F32, rows, columns));
    Contest<Tile> contest =
        new Contest<>(
            "products of %d × %d × %d".formatted(rows, inner, columns),
            (double) rows * columns * inner,
            tiles.of(shape),
            Tile::toText);
    for (Tile candidate : candidates(tiles.of(shape))) {
      Tiles tried = tiles.with(ProductShape.SMALL, candidate).with(ProductShape.LARGE, candidate);
      boolean right = candidate.fits(backend.limits()) && exactness.of(tried);
      contest.enter(candidate, right ? time(queue, work, tried) : Double.NaN);
    }
    verdicts.add(contest.verdict());
    return tiles.with(shape, contest.winner());
  }

  /** What is shipped first: the others are compared with it. */
  private List<Tile> candidates(Tile shipped) {
    List<Tile> candidates = new ArrayList<>(List.of(shipped));
    effort.candidates.stream().filter(tile -> !tile.equals(shipped)).forEach(candidates::add);
    return candidates;
  }

  private Tiles attention(Tiles tiles, Scope scope, OpenClQueue queue, List<Verdict> verdicts) {
    int length = effort.length;
    int heads = 12;
    int size = 64;
    SeqSpans spans = SeqSpans.packed(length, length);
    Tensor q = random(scope, queue, 2 * length, heads, size);
    Tensor k = random(scope, queue, 2 * length, heads, size);
    Tensor v = random(scope, queue, 2 * length, heads, size);
    Tensor out = scope.allocate(DType.F32, 2 * length, heads, size);
    Attention work = Attention.of(q, k, v, spans, spans, Masking.NONE, 0.125f, out);
    Contest<Integer> contest =
        new Contest<>(
            "attention of %d × %d, %d heads of %d".formatted(length, length, heads, size),
            2.0 * Attention.pairs(spans, spans) * heads * size,
            tiles.queryRows(),
            rows -> rows + " query rows");
    AttentionCheck check = new AttentionCheck(scope, queue, random);
    float[] expected = run(queue, work, tiles, out);
    for (int rows : Tiles.QUERY_ROWS.reversed()) {
      Tiles tried = tiles.withQueryRows(rows);
      boolean right =
          runs(queue, work, tried, out, expected)
              && check.isRight(run(queue, check.op(), tried, check.op().out()));
      contest.enter(rows, right ? time(queue, work, tried) : Double.NaN);
    }
    verdicts.add(contest.verdict());
    return tiles.withQueryRows(contest.winner());
  }

  /** Whether a way to cut runs at all, and gives the bits expected. */
  private static boolean runs(OpenClQueue queue, Op op, Tiles tiles, Tensor out, float[] expected) {
    try {
      return Arrays.equals(run(queue, op, tiles, out), expected);
    } catch (DeviceException e) {
      refuseLost(e);
      OpenClBackend.LOG.log(System.Logger.Level.DEBUG, "a candidate does not run", e);
      return false;
    } catch (MemoryLimitException e) {
      OpenClBackend.LOG.log(System.Logger.Level.DEBUG, "a candidate does not run", e);
      return false;
    }
  }

  private static void refuseLost(DeviceException e) {
    if (e.kind() == DeviceException.Kind.DEVICE_LOST) {
      throw e;
    }
  }

  private static float[] run(OpenClQueue queue, Op op, Tiles tiles, Tensor out) {
    queue.run(op, tiles);
    float[] values = new float[Math.toIntExact(out.elements())];
    queue.download(out, MemorySegment.ofArray(values));
    return values;
  }

  /** The median of some runs in seconds; NaN when the device refuses. */
  private double time(OpenClQueue queue, Op op, Tiles tiles) {
    try {
      queue.run(op, tiles);
      queue.synchronize();
      List<Long> nanos = new ArrayList<>();
      long begun = System.nanoTime();
      while (nanos.size() < FEWEST_RUNS
          || (nanos.size() < MOST_RUNS && System.nanoTime() - begun < effort.nanosEach)) {
        long start = System.nanoTime();
        queue.run(op, tiles);
        queue.synchronize();
        nanos.add(System.nanoTime() - start);
      }
      nanos.sort(null);
      return nanos.get(nanos.size() / 2) / 1e9;
    } catch (DeviceException e) {
      refuseLost(e);
      return Double.NaN;
    } catch (MemoryLimitException e) {
      return Double.NaN;
    }
  }

  private Tensor random(Scope scope, OpenClQueue queue, int... shape) {
    Tensor tensor = scope.allocate(DType.F32, shape);
    float[] values = new float[Math.toIntExact(tensor.elements())];
    for (int e = 0; e < values.length; e++) {
      values[e] = (float) random.nextDouble(-1, 1);
    }
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  /** Whether a way to cut products gives the bits that it must, also where no tile is full. */
  private final class Exactness {
    private static final int ROWS = 131;
    private static final int INNER = 77;
    private static final int COLUMNS = 139;

    private final OpenClQueue queue;
    private final Tensor out;
    private final MatMul product;
    private final float[] expected;

    Exactness(Scope scope, OpenClQueue queue) {
      this.queue = queue;
      Tensor a = random(scope, queue, ROWS, INNER);
      Tensor b = random(scope, queue, INNER, COLUMNS);
      this.out = scope.allocate(DType.F32, ROWS, COLUMNS);
      this.product = MatMul.of(a, b, out);
      this.expected = chains(host(a), host(b));
    }

    private float[] host(Tensor tensor) {
      float[] values = new float[Math.toIntExact(tensor.elements())];
      queue.download(tensor, MemorySegment.ofArray(values));
      return values;
    }

    private static float[] chains(float[] a, float[] b) {
      float[] out = new float[ROWS * COLUMNS];
      for (int r = 0; r < ROWS; r++) {
        for (int c = 0; c < COLUMNS; c++) {
          float sum = 0;
          for (int k = 0; k < INNER; k++) {
            sum = Math.fma(a[r * INNER + k], b[k * COLUMNS + c], sum);
          }
          out[r * COLUMNS + c] = sum;
        }
      }
      return out;
    }

    boolean of(Tiles tiles) {
      return runs(queue, product, tiles, out, expected);
    }
  }

  /** Candidates by their time, the first of them what is shipped. */
  private final class Contest<T> {
    private final String what;
    private final double multiplyAdds;
    private final T shipped;
    private final Function<T, String> text;
    private double shippedSeconds = Double.NaN;
    private double best = Double.NaN;
    private T winner;
    private int tried;
    private int refused;

    Contest(String what, double multiplyAdds, T shipped, Function<T, String> text) {
      this.what = what;
      this.multiplyAdds = multiplyAdds;
      this.shipped = shipped;
      this.winner = shipped;
      this.text = text;
    }

    void enter(T candidate, double seconds) {
      progress.accept(what + ": " + text.apply(candidate));
      if (Double.isNaN(seconds)) {
        refused++;
        return;
      }
      tried++;
      if (candidate.equals(shipped)) {
        shippedSeconds = seconds;
      }
      boolean better = Double.isNaN(best) || seconds < best;
      if (better) {
        best = seconds;
        winner = candidate;
      }
    }

    /** What is shipped stays unless another is faster by more than chance. */
    T winner() {
      return shippedSeconds < best * WORTH_CHANGING ? shipped : winner;
    }

    Verdict verdict() {
      if (tried == 0) {
        throw new DeviceException(
            DeviceException.Kind.LAUNCH,
            "%s: none of the %d ways to cut %s gives the right bits; the driver is not sound"
                .formatted(backend.device().id(), refused, what));
      }
      boolean stays = winner().equals(shipped);
      double perSecond = multiplyAdds / (stays ? shippedSeconds : best);
      double shippedPerSecond = multiplyAdds / shippedSeconds;
      String chosen = text.apply(winner());
      String byDefault = text.apply(shipped);
      return keptIn ->
          new TuningVerdict(
              what,
              chosen,
              perSecond,
              byDefault,
              shippedPerSecond,
              TuningVerdict.Unit.MULTIPLY_ADDS,
              tried,
              refused,
              keptIn);
    }
  }
}
