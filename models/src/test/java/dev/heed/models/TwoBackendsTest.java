package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One JVM, a processor and an OpenCL device, and the same model on each at the same time. */
class TwoBackendsTest {
  private static final String QUERY = "I want my money back";
  private static final double TOLERANCE = 1e-5;

  private final List<Backend> backends = new ArrayList<>();
  private final List<TextEmbedder> embedders = new ArrayList<>();

  @BeforeEach
  void loadOneModelOnEach() {
    InstalledBackends.skipWithoutOpenCl();
    for (String name : List.of("cpu-simd", "gpu-opencl")) {
      Backend backend = InstalledBackends.open(name);
      backends.add(backend);
      embedders.add(
          TextEmbedder.builder("all-minilm-l6-v2")
              .options(ModelOptions.DEFAULT.withBackend(backend))
              .build());
    }
  }

  @AfterEach
  void close() {
    embedders.forEach(TextEmbedder::close);
    backends.forEach(Backend::close);
  }

  /** Two threads for each model, with half of the passages each. */
  @Test
  void fourThreadsOnBothGiveTheReadmesSearchOneRanking() throws Exception {
    List<String> passages = passages();
    assertThat(passages).hasSizeGreaterThan(20);
    int half = passages.size() / 2;
    List<Future<List<Embedding>>> halves = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (TextEmbedder embedder : embedders) {
        halves.add(threads.submit(() -> embedder.embed(passages.subList(0, half))));
        halves.add(threads.submit(() -> embedder.embed(passages.subList(half, passages.size()))));
      }
    }
    List<VectorIndex.Hit> simd = ranking(embedders.get(0), halves.get(0), halves.get(1));
    List<VectorIndex.Hit> openCl = ranking(embedders.get(1), halves.get(2), halves.get(3));
    assertThat(openCl)
        .extracting(VectorIndex.Hit::index)
        .containsExactlyElementsOf(simd.stream().map(VectorIndex.Hit::index).toList());
    for (int h = 0; h < simd.size(); h++) {
      assertThat(openCl.get(h).score()).isCloseTo(simd.get(h).score(), within(TOLERANCE));
    }
    assertThat(passages.get(openCl.getFirst().index())).startsWith("Full refund within 30 days");
  }

  private static List<VectorIndex.Hit> ranking(
      TextEmbedder embedder, Future<List<Embedding>> first, Future<List<Embedding>> second)
      throws Exception {
    List<Embedding> all = new ArrayList<>(first.get());
    all.addAll(second.get());
    return VectorIndex.of(all).search(embedder.embed(QUERY), all.size());
  }

  /** What `heed search` reads of the file: a passage on each line. */
  private static List<String> passages() throws IOException {
    return Files.readAllLines(Path.of("../examples/faq.txt")).stream()
        .filter(line -> !line.isBlank())
        .toList();
  }
}
