package dev.heed.bench.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counted by hand: width 32, 2 heads of 16 over 1 of keys, 64 inside, 2 layers, 48 tokens. */
class CostTest {
  @TempDir private Path folder;

  private Cost cost() throws IOException {
    try (HeedModel model = new HeedModel(TinyModel.write(folder), 1)) {
      return model.cost();
    }
  }

  @Test
  void everyTokenMeetsEveryWeightAndEveryTokenUpToIt() throws IOException {
    double projections = 32 * 64 + 32 * 32;
    double feedForward = 3 * 64 * 32;
    double attention = 4 * (1 + 2 + 3) * 32;
    assertThat(cost().prefillFlops(3))
        .isEqualTo(2 * (3 * 2 * (projections + feedForward) + attention) + 2 * 48 * 32);
  }

  /** Two steps after three tokens see four and five. */
  @Test
  void aStepReadsAllWeightsAndTheCacheSoFar() throws IOException {
    long weights = 4 * (48 * 32 + 2 * (32 * 64 + 32 * 32 + 3 * 64 * 32 + 2 * 32) + 32);
    assertThat(cost().weightBytes()).isEqualTo(weights);
    double token = 2 * 2 * 16 * 2;
    assertThat(cost().decodeBytes(3, 2, DType.F16)).isCloseTo(weights + 4.5 * token, within(1e-9));
    assertThat(cost().decodeBytes(3, 2, DType.F32))
        .isCloseTo(weights + 4.5 * 2 * token, within(1e-9));
  }
}
