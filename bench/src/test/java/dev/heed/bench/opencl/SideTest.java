package dev.heed.bench.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.bench.Timings;
import dev.heed.bench.op.WorkFigures;
import dev.heed.engine.DeviceInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SideTest {
  private static final DeviceInfo CARD =
      new DeviceInfo("gpu-opencl", 0, "a card", Map.of("driver", "3.1"));

  private static final DeviceInfo PROCESSOR =
      new DeviceInfo("cpu-simd", 0, "a processor", Map.of());

  @Test
  void aRowOfADeviceNamesItAndItsDriver() {
    assertThat(row(Side.ofDriver("CLBlast 1.5.3", CARD), 0.5))
        .containsEntry("engine", "CLBlast 1.5.3")
        .containsEntry("device", "a card")
        .containsEntry("driver", "3.1")
        .containsEntry("threads", null)
        .containsEntry("kernel", "product");
  }

  /** 6 million operations and 3 million bytes in 2 ms: 3 · 10⁹ and 1.5 · 10⁹ a second. */
  @Test
  void ratesAreThoseOfTheMedian() {
    assertThat(row(Side.ofThreads(PROCESSOR, 2), 0.5))
        .containsEntry("medianMicros", 2000.0)
        .containsEntry("minMicros", 1000.0)
        .containsEntry("maxMicros", 4000.0)
        .containsEntry("unsteady", true)
        .containsEntry("gflops", 3.0)
        .containsEntry("gbytesPerSecond", 1.5)
        .containsEntry("openClTimesFaster", 0.5);
  }

  @Test
  void allRowsHaveTheSameColumns() {
    assertThat(row(Side.ofDriver("gpu-opencl", CARD), 1.0).keySet())
        .containsExactlyElementsOf(row(Side.ofThreads(PROCESSOR, 2), null).keySet());
  }

  @Test
  void theChartSaysHowManyThreadsTheProcessorHad() {
    assertThat(Side.ofThreads(PROCESSOR, 1).label()).isEqualTo("cpu-simd, 1 thread");
    assertThat(Side.ofThreads(PROCESSOR, 2).label()).isEqualTo("cpu-simd, 2 threads");
    assertThat(Side.ofDriver("CLBlast", CARD).label()).isEqualTo("CLBlast");
  }

  private static Map<String, @Nullable Object> row(Side side, @Nullable Double ratio) {
    WorkFigures figures = new WorkFigures(new Timings(new double[] {4, 1, 2}), 6e6, 3e6);
    return side.row("a product", "product", figures, ratio);
  }
}
