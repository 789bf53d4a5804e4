package dev.heed.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Availability;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.TuningVerdict;
import dev.heed.gpu.opencl.launch.ProductShape;
import dev.heed.gpu.opencl.launch.Tile;
import dev.heed.testkit.Absence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunerTest {
  /** Of no device: 64 × 1024 work-items in a group. */
  private static final Tile TOO_LARGE = new Tile(256, 1024, 16, 4, 1);

  private static final Tuner.Effort LITTLE =
      new Tuner.Effort(
          List.of(new Tile(32, 32, 16, 2, 2), TOO_LARGE),
          new int[] {24, 40, 36},
          new int[] {33, 17, 65},
          20,
          1_000_000);

  @TempDir Path cache;

  private final OpenClProvider provider = new OpenClProvider();

  @BeforeEach
  void skipWithoutDevice() {
    if (OpenClMachine.mayLackDevices()) {
      Absence.abortIfUnavailable(provider);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndTheRestGivesTheBitsOfAChain() {
    List<String> progress = new ArrayList<>();
    try (OpenClBackend backend = open()) {
      List<TuningVerdict> verdicts = backend.tune(LITTLE, progress::add);
      assertThat(verdicts).extracting(TuningVerdict::tried).containsExactly(2, 2, 4);
      assertThat(verdicts).extracting(TuningVerdict::refused).containsExactly(1, 1, 0);
      assertThat(verdicts)
          .allSatisfy(verdict -> {
            assertThat(verdict.gain()).isGreaterThanOrEqualTo(1);
            assertThat(verdict.keptIn()).startsWith(cache.toString());
          });
      assertThat(backend.usage().scopes()).isZero();
      assertThat(backend.usage().bytes()).isZero();
    }
    assertThat(progress).hasSize(3 + 3 + 4);
  }

  @Test
  void theNextProcessFindsIt() throws IOException {
    Tile small = new Tile(32, 32, 16, 2, 2);
    Tile smallFound;
    int rowsFound;
    try (OpenClBackend backend = open()) {
      assertThat(backend.tiles().of(ProductShape.SMALL)).isNotEqualTo(small);
      backend.tune(LITTLE, _ -> {});
      smallFound = backend.tiles().of(ProductShape.SMALL);
      rowsFound = backend.tiles().queryRows();
    }
    Path file = tuningFile();
    assertThat(file)
        .content()
        .contains("product.small=" + smallFound.toText(), "attention.query-rows=" + rowsFound);
    try (OpenClBackend backend = open()) {
      assertThat(backend.tiles().of(ProductShape.SMALL)).isEqualTo(smallFound);
      assertThat(backend.tiles().queryRows()).isEqualTo(rowsFound);
    }
    Files.writeString(file, "product.small=32x32x16/2x2\nattention.query-rows=8\n");
    try (OpenClBackend backend = open()) {
      assertThat(backend.tiles().of(ProductShape.SMALL)).isEqualTo(small);
      assertThat(backend.tiles().queryRows()).isEqualTo(8);
    }
  }

  @Test
  void aFileThatSaysNoTileIsPassedOver() throws IOException {
    try (OpenClBackend backend = open()) {
      backend.tune(LITTLE, _ -> {});
    }
    for (String damaged :
        List.of(
            "product.small=1x1x1/1x1\n",
            "product.large=" + TOO_LARGE.toText() + "\n",
            "attention.query-rows=7\n",
            "attention.query-rows=many\n",
            "\\u00zz")) {
      Files.writeString(tuningFile(), damaged);
      try (OpenClBackend backend = open()) {
        assertThat(backend.tiles().of(ProductShape.SMALL))
            .as(damaged)
            .isEqualTo(backend.shipped().of(ProductShape.SMALL));
        assertThat(backend.tiles().queryRows()).isEqualTo(backend.shipped().queryRows());
      }
    }
  }

  private Path tuningFile() throws IOException {
    try (var files = Files.list(cache)) {
      return files
          .filter(file -> file.toString().endsWith(".properties"))
          .findFirst()
          .orElseThrow();
    }
  }

  private OpenClBackend open() {
    DeviceInfo device = ((Availability.Available) provider.probe()).devices().getFirst();
    return (OpenClBackend)
        provider.open(
            device, BackendOptions.DEFAULT.withProperties(Map.of("cache", cache.toString())));
  }
}
