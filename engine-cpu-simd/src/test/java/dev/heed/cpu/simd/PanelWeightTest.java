package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.op.Copy;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PanelWeightTest {
  /** Large enough to be shared, and neither a whole number of panels nor of runs. */
  private static final int ROWS = 301;

  private static final int COLUMNS = 1_003;

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void severalThreadsPackWhatOnePacks(DType type) {
    assertThat(packed(type, 3)).isEqualTo(packed(type, 1));
  }

  @Test
  void whatPackingWorksInCountsToo() {
    long panels;
    try (Backend backend = open(BackendOptions.DEFAULT.withThreads(2));
        Scope scope = backend.newScope("weights")) {
      panels = backend.pack(mapped(scope), scope).byteSize();
    }
    try (Backend backend = open(BackendOptions.DEFAULT.withThreads(2).withMemoryLimit(panels));
        Scope scope = backend.newScope("weights")) {
      Tensor weight = mapped(scope);
      assertThatExceptionOfType(MemoryLimitException.class)
          .isThrownBy(() -> backend.pack(weight, scope))
          .withMessageContaining("scratch of pack");
      assertThat(backend.usage().bytes()).as("the panels alone").isEqualTo(panels);
    }
  }

  private static Tensor mapped(Scope scope) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[2 * ROWS * COLUMNS]);
    return scope.map(bytes, DType.BF16, Layout.of(ROWS, COLUMNS));
  }

  private static Backend open(BackendOptions options) {
    SimdProvider provider = new SimdProvider();
    Availability.Available available = (Availability.Available) provider.probe();
    return provider.open(available.devices().getFirst(), options);
  }

  private static float[] packed(DType type, int threads) {
    try (Backend backend = open(BackendOptions.DEFAULT.withThreads(threads));
        Scope scope = backend.newScope("weights");
        CommandQueue queue = backend.newQueue("weights")) {
      Tensor values = scope.allocate(DType.F32, ROWS, COLUMNS);
      queue.upload(MemorySegment.ofArray(values()), values);
      Tensor weight = scope.allocate(type, ROWS, COLUMNS);
      queue.run(new Copy(values, weight));
      Tensor panels = ((PanelWeight) backend.pack(weight, scope)).panels();
      float[] packed = new float[Math.toIntExact(panels.elements())];
      queue.download(panels, MemorySegment.ofArray(packed));
      return packed;
    }
  }

  private static float[] values() {
    Random random = new Random(5);
    float[] values = new float[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
