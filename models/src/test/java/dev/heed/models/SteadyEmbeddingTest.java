package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an embedding leaves on the heap once all is warm, on all threads together: for each of some
 * fifty ops a kilobyte of records, views and the operands of kernels; then tokens, and the vectors
 * that are returned. Tensor memory is none of it: the activations of the longest of these loads are
 * tens of megabytes.
 */
class SteadyEmbeddingTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int RUNS = 10;

  /** Compiling takes seconds, many times that where other builds take the processors. */
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 10, 66000",
    "1, 1, 100, 76000",
    "1, 32, 100, 780000",
    "2, 1, 10, 66000",
    "2, 1, 100, 82000",
    "2, 32, 100, 800000"
  })
  void anEmbeddingLeavesRecordsOnTheHeapAndNoTensors(int threads, int texts, int words, long most) {
    List<String> input = Collections.nCopies(texts, "word ".repeat(words));
    try (Backend backend =
            Backends.installed()
                .choose(BackendRequest.named("cpu-simd"))
                .open(BackendOptions.DEFAULT.withThreads(threads));
        TextEmbedder embedder =
            TextEmbedder.builder("all-minilm-l6-v2")
                .options(ModelOptions.DEFAULT.withBackend(backend))
                .build()) {
      long start = System.nanoTime();
      long bytes = Long.MAX_VALUE;
      while (bytes > most && System.nanoTime() - start < PATIENCE_NANOS) {
        long before = THREADS.getTotalThreadAllocatedBytes();
        for (int run = 0; run < RUNS; run++) {
          embedder.embed(input);
        }
        bytes = (THREADS.getTotalThreadAllocatedBytes() - before) / RUNS;
      }
      assertThat(bytes).as("bytes that one call leaves, once warm").isLessThanOrEqualTo(most);
    }
  }
}
