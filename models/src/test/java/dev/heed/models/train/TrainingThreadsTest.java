package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.BackendOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingThreadsTest {
  private static final int TEXTS = 16;
  private static final int LENGTH = 48;

  /** The least work of a part in cpu-simd, in elements moved; it counts 8 multiply–adds as one. */
  private static final long GRAIN = 65_536;

  private static final int ADDS = 8;

  @Test
  void theNumberOfThreadsDoesNotMatter() {
    TrainingSettings settings =
        TrainingSettings.adamW(1e-3, 1).withDropout(0.1f, 0.1f).withAverage(0.9).withSeed(7);
    List<Map<String, float[]>> each = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      BackendOptions options = BackendOptions.DEFAULT.withThreads(threads);
      try (LargerTraining larger = new LargerTraining("cpu-simd", options, TEXTS, LENGTH)) {
        each.add(larger.parameters());
        larger.trainer(settings).train();
        each.add(larger.parameters());
      }
    }
    Map<String, float[]> before = each.getFirst();
    Map<String, float[]> after = each.get(1);
    for (String name : after.keySet()) {
      assertThat(after.get(name)).as(name).isNotEqualTo(before.get(name));
      assertThat(each.get(3).get(name)).as("%s, 2 threads", name).isEqualTo(after.get(name));
      assertThat(each.get(5).get(name)).as("%s, 3 threads", name).isEqualTo(after.get(name));
    }
  }

  /** Else the other test could not fail. */
  @Test
  void threeThreadsShareEveryKindOfOp() {
    int tokens = TEXTS * LENGTH;
    int width = LargerTraining.WIDTH;
    long pairs = (long) TEXTS * LENGTH * LENGTH * LargerTraining.HEADS;
    long headSize = width / LargerTraining.HEADS;
    assertThat((long) tokens * width / GRAIN).as("parts of rows").isGreaterThan(1);
    assertThat((long) tokens * width * width / ADDS / GRAIN).as("of products").isGreaterThan(8);
    assertThat(pairs * 2 * headSize / ADDS / GRAIN).as("of attention").isGreaterThan(8);
    assertThat(4L * width * width / GRAIN).as("of a step").isGreaterThan(1);
  }
}
