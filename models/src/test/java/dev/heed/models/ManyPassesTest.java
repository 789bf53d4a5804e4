package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand passes on a device hold what the first thousands held. In a JVM of their own, whose
 * heap is in memory from the start: only what lies outside it can grow.
 */
class ManyPassesTest {
  private static final int PASSES = 20_000;

  /** That many, and what a compiler of the JVM happens to hold; half a KiB of each pass is more. */
  private static final long MOST_KIB = 3_500;

  /** 21 ops with their views and kernel arguments, the ids and vectors: 23 KiB, and no tensors. */
  private static final long MOST_HEAP_BYTES_PER_PASS = 40_000;

  @TempDir Path folder;

  /** What is held after a tenth of the passes. */
  private record Held(long backendBytes, long residentKib, long heapBytesPerPass) {
    static Held of(String line) {
      String[] numbers = line.split(" ");
      return new Held(
          Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
    }
  }

  @Test
  void manyPassesHoldWhatTheFirstHeld() throws Exception {
    InstalledBackends.skipWithoutOpenCl();
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "skipped: resident memory is Linux's");
    List<Held> tenths = run("gpu-opencl").lines().map(Held::of).toList();
    assertThat(tenths).hasSize(10);
    assertThat(tenths)
        .extracting(Held::backendBytes)
        .as("bytes on the device")
        .containsOnly(tenths.getFirst().backendBytes());
    long before = tenths.stream().limit(5).mapToLong(Held::residentKib).max().orElseThrow();
    long after = tenths.stream().skip(7).mapToLong(Held::residentKib).min().orElseThrow();
    assertThat(after - before).as("KiB of growth: %s", tenths).isLessThan(MOST_KIB);
    assertThat(tenths.getLast().heapBytesPerPass()).isLessThan(MOST_HEAP_BYTES_PER_PASS);
  }

  private String run(String backend) throws IOException, InterruptedException {
    Path model = TinyModel.encoder().writeModel(folder);
    List<String> flags = List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch");
    return ChildJvm.run(
        folder, flags, ManyPasses.class, backend, model.toString(), Integer.toString(PASSES));
  }
}
