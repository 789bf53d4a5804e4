package dev.heed.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachesTest {
  @TempDir private Path folder;

  private void cache(int index, int level, String type, String size) throws IOException {
    Path cache = Files.createDirectory(folder.resolve("index" + index));
    Files.writeString(cache.resolve("level"), level + "\n");
    Files.writeString(cache.resolve("type"), type + "\n");
    Files.writeString(cache.resolve("size"), size + "\n");
  }

  @Test
  void everyLevelThatHoldsDataHasASize() throws IOException {
    cache(0, 1, "Data", "48K");
    cache(1, 1, "Instruction", "64K");
    cache(2, 2, "Unified", "2048K");
    cache(3, 3, "Unified", "30M");
    assertThat(Caches.read(folder)).hasToString("L1 48 KiB, L2 2,048 KiB, L3 30,720 KiB");
  }

  @Test
  void aSystemThatSaysNothingHasNoKnownCaches() {
    Caches none = Caches.read(folder.resolve("missing"));
    assertThat(none.level(2)).isEmpty();
    assertThat(MachineLimits.sizes(2, none, 8L << 30)).containsOnlyKeys("memory");
  }

  @Test
  void memoryIsReadThroughTwiceOfWhatTheLastCacheHolds() throws IOException {
    cache(0, 2, "Unified", "2048K");
    cache(1, 3, "Unified", "491520K");
    Caches caches = Caches.read(folder);
    assertThat(MachineLimits.sizes(2, caches, 8L << 30))
        .containsEntry("L2", 2L << 20)
        .containsEntry("L3", 64L << 20)
        .containsEntry("memory", 960L << 20);
    assertThat(MachineLimits.sizes(2, caches, 1L << 30)).containsEntry("memory", 256L << 20);
  }

  @Test
  void whatALargeL2HoldsIsNotTakenForL3() throws IOException {
    cache(0, 2, "Unified", "4096K");
    cache(1, 3, "Unified", "16384K");
    assertThat(MachineLimits.sizes(1, Caches.read(folder), 8L << 30)).doesNotContainKey("L3");
  }
}
