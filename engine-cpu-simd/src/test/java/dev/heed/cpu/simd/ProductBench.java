package dev.heed.cpu.simd;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Compute;
import dev.heed.engine.Scope;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** A backend with a scope and a queue, for products with packed weights. */
final class ProductBench implements AutoCloseable {
  final Backend backend;
  final Scope scope;
  final CommandQueue queue;

  ProductBench(Compute compute, int threads) {
    SimdProvider provider = new SimdProvider();
    Availability.Available available = (Availability.Available) provider.probe();
    BackendOptions options = BackendOptions.DEFAULT.withThreads(threads).withCompute(compute);
    backend = provider.open(available.devices().getFirst(), options);
    scope = backend.newScope("products");
    queue = backend.newQueue("products");
  }

  /** Normal deviates. */
  Tensor normal(int seed, int... shape) {
    Tensor tensor = scope.allocate(DType.F32, shape);
    Random random = new Random(seed);
    float[] values = new float[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    queue.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  float[] read(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    queue.download(tensor, MemorySegment.ofArray(values));
    return values;
  }

  @Override
  public void close() {
    backend.close();
  }
}
