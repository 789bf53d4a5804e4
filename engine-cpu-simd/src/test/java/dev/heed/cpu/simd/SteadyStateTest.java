package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import dev.heed.cpu.simd.kernel.AtEveryWidth;
import dev.heed.cpu.simd.kernel.Widths;
import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.ActivateGradient;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.AttentionGradient;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.CrossEntropyGradient;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatedMlpGradient;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormGradient;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.NormalizeRowsGradient;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.PoolRowsGradient;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;
import dev.heed.engine.op.ScatterAddRows;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.SoftmaxGradient;
import dev.heed.engine.op.SumRows;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What an op leaves on the heap once its kernels are compiled: a few records. A vector that C2 does
 * not keep in a register is boxed, 64 bytes at a time, and one boxed vector in an inner loop costs
 * more than the arithmetic, so that this test finds slow kernels without a clock. The build runs it
 * once more with no kernel inlined into another: what C2 inlines differs from JVM to JVM.
 */
@AtEveryWidth
class SteadyStateTest {
  /** Records of an op: views, blocks, the parts' lambdas. */
  private static final long MOST_BYTES = 3_000;

  /**
   * One boxed vector for each row is more: a box of 128 bits takes 48 bytes, its array among them.
   */
  private static final int ROWS = 101;

  private static final int RUNS_MEASURED = 20;

  /** Compiling takes a second or two, many times that where other builds take the processors. */
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Random random = new Random(7);
  private Backend backend;
  private Scope scope;
  private CommandQueue queue;

  @BeforeEach
  void open() {
    open(BackendOptions.DEFAULT.withThreads(1));
  }

  private void open(BackendOptions options) {
    SimdProvider provider = new SimdProvider();
    Availability.Available available = (Availability.Available) provider.probe();
    backend = provider.open(available.devices().getFirst(), options);
    scope = backend.newScope("steady state");
    queue = backend.newQueue("steady state");
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @TestFactory
  Stream<DynamicTest> anOpLeavesAFewRecordsOnTheHeap() {
    assumeThat(Widths.areEmulated()).as("emulated vectors are boxed").isFalse();
    return ops().stream()
        .map(op ->
            DynamicTest.dynamicTest(
                op.name() + " " + op.outputs().getFirst().layout(), () -> check(op)));
  }

  @TestFactory
  Stream<DynamicTest> neitherDoesAProductWithBlocksLeaveMore() {
    assumeThat(Widths.areEmulated()).as("emulated vectors are boxed").isFalse();
    List<DynamicTest> tests = new ArrayList<>();
    for (DType type : List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1)) {
      for (int rows : new int[] {1, ROWS}) {
        PackedWeight weight = backend.pack(scope.allocate(type, 6 * 80, 96), scope);
        tests.add(
            DynamicTest.dynamicTest(
                "%s, %d rows".formatted(type, rows),
                () ->
                    check(
                        new PackedLinear(
                            floats(rows, 96),
                            weight,
                            null,
                            Activation.IDENTITY,
                            floats(rows, 6 * 80)))));
      }
    }
    return tests.stream();
  }

  private void check(Op op) {
    long start = System.nanoTime();
    long bytes = Long.MAX_VALUE;
    while (bytes > MOST_BYTES && System.nanoTime() - start < PATIENCE_NANOS) {
      run(op, 200_000_000);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int n = 0; n < RUNS_MEASURED; n++) {
        queue.run(op);
      }
      bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / RUNS_MEASURED;
    }
    assertThat(bytes).as("bytes that one run leaves, once warm").isLessThanOrEqualTo(MOST_BYTES);
  }

  private void run(Op op, long nanos) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      queue.run(op);
    }
  }

  /** Every kernel with vectors, over widths that are whole vectors and widths with a tail. */
  private List<Op> ops() {
    List<Op> ops = new ArrayList<>();
    for (int width : new int[] {96, 77}) {
      for (Activation activation : Activation.values()) {
        ops.add(new Activate(activation, floats(ROWS, width), floats(ROWS, width)));
      }
      ops.add(Softmax.of(floats(ROWS, width), floats(ROWS, width)));
      for (NormKind kind : NormKind.values()) {
        ops.add(
            new Norm(
                kind,
                floats(ROWS, width),
                floats(width),
                floats(width),
                1e-5f,
                floats(ROWS, width),
                null,
                null));
        ops.add(
            new AddNorm(
                kind,
                floats(ROWS, width),
                floats(ROWS, width),
                floats(width),
                floats(width),
                1e-5f,
                null,
                floats(ROWS, width)));
      }
      ops.add(new NormalizeRows(floats(ROWS, width), 1e-12f, floats(ROWS, width)));
      ops.add(new Combine(1, floats(ROWS, width), 2, floats(ROWS, width), floats(ROWS, width)));
      for (Pooling pooling : Pooling.values()) {
        ops.add(
            new PoolRows(
                pooling, floats(ROWS, width), SeqSpans.packed(60, ROWS - 60), floats(2, width)));
      }
      ops.add(
          new PackedLinear(
              floats(ROWS, width),
              backend.pack(floats(2 * width, width), scope),
              floats(2 * width),
              Activation.GELU,
              floats(ROWS, 2 * width)));
      ops.add(
          new PackedGatedMlp(
              floats(ROWS, width),
              backend.pack(floats(2 * width, width), scope),
              backend.pack(floats(2 * width, width), scope),
              null,
              null,
              Activation.SILU,
              floats(ROWS, 2 * width)));
      ops.add(
          new GatedMlp( // the tiles of two rows, again and again
              floats(2, width),
              floats(4 * width, width),
              floats(4 * width, width),
              floats(4 * width),
              floats(4 * width),
              Activation.GELU_TANH,
              floats(2, 4 * width)));
      ops.add(MatMul.of(floats(ROWS, width), floats(width, 33), floats(ROWS, 33)));
      ops.add(
          new MatMul(
              floats(width, ROWS), floats(33, width), true, true, 0.5f, 2, floats(ROWS, 33)));
      ops.add(new Combine(3, floats(ROWS, width), 0, null, floats(ROWS, width)));
      ops.add(new Multiply(floats(ROWS, width), floats(ROWS, width), floats(ROWS, width)));
      ops.add(new ArgMaxRows(floats(ROWS, width), scope.allocate(DType.I32, ROWS)));
      ops.add(new GatherRows(floats(8, width), places(ROWS), true, floats(ROWS, width)));
    }
    for (Activation activation : Activation.values()) { // rows shorter than a vector
      ops.add(new Activate(activation, floats(ROWS, 3), floats(ROWS, 3)));
    }
    for (RotaryPairing pairing : RotaryPairing.values()) {
      Tensor angles = floats(8, 37);
      ops.add(
          new Rotate(
              floats(ROWS, 3, 80), angles, angles, places(ROWS), pairing, floats(ROWS, 3, 80)));
    }
    for (int width : new int[] {96, 77}) {
      ops.addAll(gradients(width));
      ops.addAll(updates(width));
    }
    for (RotaryPairing pairing : RotaryPairing.values()) {
      Tensor angles = floats(8, 37);
      ops.add(
          new RotateGradient(
              floats(ROWS, 3, 80), angles, angles, places(ROWS), pairing, floats(ROWS, 3, 80)));
    }
    ops.add(new ScatterRows(floats(4, 8), scattered(9, 70_000, 3, 20), floats(100_000, 8)));
    ops.add(attention(Masking.of(Visibility.ALL), 0, 12, 117, 30));
    ops.add(explained());
    ops.add(attention(Masking.of(Visibility.CAUSAL), 0, 117));
    ops.add(
        attention(new Masking(new Visibility.Local(16, 0), null, AlibiSlopes.forHeads(4)), 3, 300));
    ops.add(backwards(Masking.of(Visibility.ALL), 0, null, 12, 117, 300));
    ops.add(backwards(Masking.CAUSAL, 0, new Chance(0.1f, 5), 117));
    ops.add(
        backwards(
            new Masking(new Visibility.Local(16, 0), null, AlibiSlopes.forHeads(4)), 3, null, 300));
    ops.add(
        backwards(new Masking(Visibility.CAUSAL, floats(4 * ROWS * ROWS), null), 0, null, ROWS));
    for (DType stored : new DType[] {DType.F32, DType.F16, DType.BF16}) {
      ops.add(decode(stored, 24));
      ops.add(decode(stored, 21));
    }
    return ops;
  }

  /** Every op of a step back, but attention's. */
  private List<Op> gradients(int width) {
    List<Op> ops = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      ops.add(
          new ActivateGradient(
              activation, floats(ROWS, width), floats(ROWS, width), floats(ROWS, width)));
    }
    ops.add(
        new GatedMlpGradient(
            Activation.SILU,
            floats(ROWS, width),
            floats(ROWS, width),
            floats(ROWS, width),
            floats(ROWS, width),
            floats(ROWS, width)));
    ops.add(new Dropout(new Chance(0.1f, 3), floats(ROWS, width), floats(ROWS, width)));
    for (NormKind kind : NormKind.values()) {
      ops.add(
          new NormGradient(
              kind,
              floats(ROWS, width),
              floats(width),
              1e-5f,
              floats(ROWS, width),
              floats(ROWS, width),
              floats(width),
              floats(width)));
    }
    ops.add(
        new NormalizeRowsGradient(
            floats(ROWS, width), 1e-12f, floats(ROWS, width), floats(ROWS, width)));
    ops.add(new SoftmaxGradient(floats(ROWS, width), floats(ROWS, width), floats(ROWS, width)));
    ops.add(new SumRows(floats(ROWS, width), true, floats(width)));
    ops.add(new SumSquares(floats(ROWS, width), floats(1)));
    ops.add(new ScatterAddRows(floats(ROWS, width), places(ROWS), floats(8, width)));
    for (Pooling pooling : Pooling.values()) {
      ops.add(
          new PoolRowsGradient(
              pooling,
              floats(ROWS, width),
              SeqSpans.packed(60, ROWS - 60),
              floats(2, width),
              floats(ROWS, width)));
    }
    for (Tensor weights : new Tensor[] {floats(width), null}) {
      ops.add(
          new CrossEntropy(
              floats(ROWS, width), places(ROWS), 0.1f, weights, floats(ROWS), floats(ROWS)));
      ops.add(
          new CrossEntropyGradient(
              floats(ROWS, width), places(ROWS), 0.1f, weights, floats(ROWS), floats(ROWS, width)));
    }
    ops.add(
        new LinearGradient(
            floats(ROWS, width),
            floats(2 * width, width),
            floats(ROWS, 2 * width),
            floats(ROWS, width),
            floats(2 * width, width),
            floats(2 * width)));
    return ops;
  }

  private List<Op> updates(int width) {
    return List.of(
        new SgdStep(
            floats(ROWS, width),
            floats(ROWS, width),
            floats(ROWS, width),
            1e-3f,
            0.9f,
            0,
            true,
            false,
            0.01f,
            1),
        new AdamStep(
            floats(ROWS, width),
            floats(ROWS, width),
            floats(ROWS, width),
            squares(ROWS, width),
            squares(ROWS, width),
            1e-3f,
            0.9f,
            0.999f,
            1e-8f,
            0.01f,
            true,
            0.1f,
            0.1f,
            1),
        new AdagradStep(
            floats(ROWS, width), floats(ROWS, width), squares(ROWS, width), 1e-3f, 1e-8f, 0, 1),
        new RmsPropStep(
            floats(ROWS, width),
            floats(ROWS, width),
            squares(ROWS, width),
            floats(ROWS, width),
            floats(ROWS, width),
            1e-3f,
            0.99f,
            1e-8f,
            0.9f,
            0,
            1));
  }

  /** What its inputs hold does not matter here. */
  private Op backwards(Masking masking, float softCap, @Nullable Chance dropout, int... lengths) {
    SeqSpans spans = SeqSpans.packed(lengths);
    int rows = spans.total();
    Attention attention =
        new Attention(
            floats(rows, 4, 24),
            floats(rows, 2, 24),
            floats(rows, 2, 24),
            spans,
            spans,
            masking,
            0.2f,
            softCap,
            floats(rows, 4, 24),
            floats(4, rows),
            null,
            dropout);
    Tensor bias = masking.bias();
    return new AttentionGradient(
        attention,
        floats(rows, 4, 24),
        floats(rows, 4, 24),
        floats(rows, 2, 24),
        floats(rows, 2, 24),
        bias == null ? null : floats(Math.toIntExact(bias.elements())));
  }

  /** One query of each of two sequences over a cache. */
  private Op decode(DType stored, int size) {
    return new Attention(
        floats(2, 6, size),
        scope.allocate(stored, 400, 2, size),
        scope.allocate(stored, 400, 2, size),
        SeqSpans.packed(1, 1),
        SeqSpans.packed(97, 303),
        Masking.CAUSAL,
        0.2f,
        0,
        floats(2, 6, size),
        null,
        null);
  }

  /** With a bias, weights returned and log-sum-exps. */
  private Op explained() {
    SeqSpans spans = SeqSpans.packed(ROWS);
    return new Attention(
        floats(ROWS, 4, 24),
        floats(ROWS, 2, 24),
        floats(ROWS, 2, 24),
        spans,
        spans,
        new Masking(Visibility.CAUSAL, floats(4 * ROWS * ROWS), null),
        0.2f,
        0,
        floats(ROWS, 4, 24),
        floats(4, ROWS),
        floats(4 * ROWS * ROWS));
  }

  private Op attention(Masking masking, float softCap, int... lengths) {
    SeqSpans spans = SeqSpans.packed(lengths);
    Tensor qkv = floats(spans.total(), 3 * 4 * 24);
    return new Attention(
        qkv.slice(1, 0, 96).splitLast(4),
        qkv.slice(1, 96, 192).splitLast(4),
        qkv.slice(1, 192, 288).splitLast(4),
        spans,
        spans,
        masking,
        0.2f,
        softCap,
        floats(spans.total(), 4, 24),
        null,
        null);
  }

  private Tensor places(int count) {
    return scattered(random.ints(count, 0, 8).toArray());
  }

  private Tensor scattered(int... places) {
    Tensor tensor = scope.allocate(DType.I32, places.length);
    queue.upload(MemorySegment.ofArray(places), tensor);
    return tensor;
  }

  private Tensor squares(int... shape) {
    Tensor tensor = floats(shape);
    queue.run(new Multiply(tensor, tensor, tensor));
    return tensor;
  }

  private Tensor floats(int... shape) {
    Tensor tensor = scope.allocate(DType.F32, shape);
    float[] values = new float[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }
}
