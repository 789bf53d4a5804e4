package dev.heed.gpu.opencl;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.error.BackendUnavailableException;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.ClCalls;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** All that a program may do with the backend, from the probe to the last close. */
final class Session {
  /** Four rows of two values: the table that is looked up. */
  static final float[] TABLE = {1, 2, 3, 4, 5, 6, 7, 8};

  /** More than the memory that transfers pass through. */
  private static final int LARGE = 400_000;

  private Session() {}

  static OpenClProvider provider(ClCalls calls) {
    return new OpenClProvider(new Drivers(() -> null, () -> calls));
  }

  /** The first device of a provider. */
  static DeviceInfo device(OpenClProvider provider) {
    return switch (provider.probe()) {
      case Availability.Available available -> available.devices().getFirst();
      case Availability.Unavailable none -> throw new BackendUnavailableException(none.reason());
    };
  }

  static BackendOptions options(String... properties) {
    return BackendOptions.DEFAULT.withProperties(
        properties.length == 0
            ? Map.of("cache", "none")
            : Map.of(properties[0], properties[1], "cache", "none"));
  }

  static void run(ClCalls calls, BackendOptions options) {
    OpenClProvider provider = provider(calls);
    try (Backend backend = provider.open(device(provider), options);
        Scope weights = backend.newScope("weights");
        Scope scope = backend.newScope("activations");
        CommandQueue queue = backend.newQueue("worker")) {
      everyOp(backend, weights, scope, queue);
    }
  }

  private static void everyOp(Backend backend, Scope weights, Scope scope, CommandQueue queue) {
    Tensor table = weights.map(MemorySegment.ofArray(TABLE), DType.F32, shape(4, 2));
    PackedWeight packed = backend.pack(table, weights);
    Tensor indices = scope.allocate(DType.I32, 3);
    queue.upload(MemorySegment.ofArray(new int[] {0, 1, 3}), indices);
    Tensor rows = scope.allocate(DType.F32, 3, 2);
    queue.run(new GatherRows(table, indices, false, rows));
    Tensor wide = scope.allocate(DType.F32, 3, 4);
    queue.run(new PackedLinear(rows, packed, null, Activation.IDENTITY, wide));
    queue.run(Norm.of(NormKind.LAYER, wide, null, null, 1e-5f, wide));
    attention(queue, scope, 4, 3);
    Tensor pooled = scope.allocate(DType.F32, 2, 4);
    queue.run(new PoolRows(Pooling.MEAN, wide, SeqSpans.packed(1, 2), pooled));
    Tensor heads = wide.reshape(3, 1, 4);
    Tensor angles = scope.allocate(DType.F32, 8, 2);
    queue.run(new Rotate(heads, angles, angles, indices, RotaryPairing.HALF_SPLIT, heads));
    Tensor best = scope.allocate(DType.F32, 3, 2);
    queue.run(new TopKRows(wide, best, scope.allocate(DType.I32, 3, 2)));
    queue.run(new ScatterRows(rows, indices, scope.allocate(DType.F32, 4, 2)));
    attention(queue, scope, hugeHead(backend), 2);
    Tensor column = wide.slice(1, 1, 2);
    queue.upload(MemorySegment.ofArray(new float[3]), column);
    queue.download(column, MemorySegment.ofArray(new float[3]));
    Tensor large = scope.allocate(DType.F32, LARGE);
    queue.upload(MemorySegment.ofArray(new float[LARGE]), large);
    queue.download(large, MemorySegment.ofArray(new float[LARGE]));
    scope.reset();
    scope.allocate(DType.F32, LARGE);
    queue.synchronize();
  }

  static Layout shape(int... sizes) {
    return Layout.of(sizes);
  }

  private static void attention(CommandQueue queue, Scope scope, int headSize, int rows) {
    Tensor q = scope.allocate(DType.F32, rows, 1, headSize);
    SeqSpans spans = SeqSpans.packed(rows);
    Tensor out = scope.allocate(DType.F32, rows, 1, headSize);
    queue.run(Attention.of(q, q, q, spans, spans, Masking.CAUSAL, 1, out));
  }

  /** A head whose queries no work-group has room for. */
  private static int hugeHead(Backend backend) {
    int size = 64;
    while (backend.support(headOf(size)) instanceof Support.Dedicated) {
      size *= 2;
    }
    return size;
  }

  private static Attention headOf(int size) {
    Tensor q = Tensor.shapeOnly(DType.F32, 2, 1, size);
    SeqSpans spans = SeqSpans.packed(2);
    return Attention.of(
        q, q, q, spans, spans, Masking.CAUSAL, 1, Tensor.shapeOnly(DType.F32, 2, 1, size));
  }
}
