package dev.heed.bench.embed;

import ai.onnxruntime.OrtException;
import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.Timings;
import dev.heed.bench.chart.RatioChart;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Embeds the same texts with every engine, in turns, and writes {@code
 * embeddings-<date>-<label>.{json,csv}}. Answers are compared before anything is timed; ONNX
 * Runtime gets the best of several batch sizes and ways to use its threads.
 *
 * <p>Arguments: the results folder and a label for the machine.
 */
public final class EmbeddingTable {
  private static final int ROUNDS = 11;
  private static final long WARM_UP_NANOS = 4_000_000_000L;

  /** Largest distance of a component of two unit vectors. */
  private static final double SAME = 5e-6;

  private static final String METHOD =
      "engines take turns, medians; heedTimesFaster is the median over the rounds of the engine's"
          + " time divided by Heed's. Heed and langchain4j tokenize within the clock, ONNX Runtime"
          + " gets tokens, sorted by length, and the best of several batch sizes";

  private final ResultsFile results;
  private final byte[] model;

  private EmbeddingTable(TableOptions options, byte[] model) {
    results = new ResultsFile(options, METHOD);
    this.model = model;
  }

  /** The program. */
  public static void main(String[] arguments) throws IOException, OrtException {
    EmbeddingTable table =
        new EmbeddingTable(
            TableOptions.parse("embeddings", arguments), resource("/all-minilm-l6-v2.onnx"));
    Texts texts = new Texts();
    table.measure("one text of 12 tokens", List.of(texts.ofTokens(12)), 1, 40);
    table.measure("one text of 128 tokens", List.of(texts.ofTokens(128)), 1, 8);
    table.measure("48 mixed texts", texts.mixed(48), 1, 1);
    table.measure("96 mixed texts", texts.mixed(96), 2, 1);
    int processors = Runtime.getRuntime().availableProcessors();
    if (processors > 2) {
      table.measure("96 mixed texts", texts.mixed(96), processors, 1);
    }
    table.results.write(RatioChart.ofRows("all-MiniLM-L6-v2", table.results.rows()));
  }

  /**
   * @param repeats calls in one timed round: short work is timed several times over
   */
  private void measure(String work, List<String> texts, int threads, int repeats)
      throws OrtException {
    System.out.printf("%n%s, %d threads%n", work, threads);
    try (HeedEmbedder heed = new HeedEmbedder(threads)) {
      List<Embedder> peers = new ArrayList<>();
      peers.add(bestOnnxRuntime(heed, texts, threads, repeats));
      if (threads == Runtime.getRuntime().availableProcessors()) {
        peers.add(new Langchain4jEmbedder()); // it takes all processors
      }
      try {
        compare(work, texts, threads, repeats, heed, peers);
      } finally {
        peers.forEach(Embedder::close);
      }
    }
  }

  private void compare(
      String work,
      List<String> texts,
      int threads,
      int repeats,
      HeedEmbedder heed,
      List<Embedder> peers) {
    for (Embedder peer : peers) {
      checkSame(heed, peer, texts);
      warmUp(peer, texts);
    }
    warmUp(heed, texts);
    List<Embedder> all = new ArrayList<>();
    all.add(heed);
    all.addAll(peers);
    double[][] millis = new double[all.size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int turn = 0; turn < all.size(); turn++) {
        int e = (round + turn) % all.size(); // nobody is always first
        millis[e][round] = time(all.get(e), texts, repeats);
      }
    }
    Timings ours = new Timings(millis[0]);
    for (int e = 0; e < all.size(); e++) {
      Timings timings = new Timings(millis[e]);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("work", work);
      row.put("threads", threads);
      row.put("engine", all.get(e).name());
      row.put("medianMillis", timings.median());
      row.put("minMillis", timings.min());
      row.put("maxMillis", timings.max());
      row.put("textsPerSecond", texts.size() * 1000 / timings.median());
      row.put("heedTimesFaster", ours.timesFasterThan(timings));
      results.add(row);
    }
  }

  private Embedder bestOnnxRuntime(HeedEmbedder heed, List<String> texts, int threads, int repeats)
      throws OrtException {
    Map<String, int[]> ids = new LinkedHashMap<>();
    texts.forEach(text -> ids.put(text, heed.ids(text)));
    List<Embedder> candidates = new ArrayList<>();
    for (int batch : new int[] {1, 2, 4, 8, 16, 32}) {
      if (batch <= texts.size()) {
        candidates.add(
            new OnnxRuntimeEmbedder(
                model, batch, threads, 1, text -> Objects.requireNonNull(ids.get(text))));
        if (threads > 1 && texts.size() > 1) {
          candidates.add(
              new OnnxRuntimeEmbedder(
                  model, batch, 1, threads, text -> Objects.requireNonNull(ids.get(text))));
        }
      }
    }
    Map<Embedder, Double> best = new LinkedHashMap<>();
    for (Embedder candidate : candidates) {
      candidate.embed(texts);
      double millis = Double.POSITIVE_INFINITY;
      for (int round = 0; round < 4; round++) {
        millis = Math.min(millis, time(candidate, texts, repeats));
      }
      System.out.printf("  %-40s %8.2f ms%n", candidate.name(), millis);
      best.put(candidate, millis);
    }
    Embedder winner =
        best.entrySet().stream()
            .min(Comparator.comparingDouble(Map.Entry::getValue))
            .orElseThrow()
            .getKey();
    candidates.stream().filter(candidate -> !candidate.equals(winner)).forEach(Embedder::close);
    return winner;
  }

  private static void checkSame(Embedder ours, Embedder theirs, List<String> texts) {
    float[][] a = ours.embed(texts);
    float[][] b = theirs.embed(texts);
    for (int t = 0; t < texts.size(); t++) {
      for (int i = 0; i < a[t].length; i++) {
        if (!(Math.abs(a[t][i] - b[t][i]) <= SAME)) {
          throw new IllegalStateException(
              "%s and %s differ in component %d of text %d: %g and %g"
                  .formatted(ours.name(), theirs.name(), i, t, a[t][i], b[t][i]));
        }
      }
    }
  }

  private static void warmUp(Embedder embedder, List<String> texts) {
    long start = System.nanoTime();
    do {
      embedder.embed(texts);
    } while (System.nanoTime() - start < WARM_UP_NANOS);
  }

  private static double time(Embedder embedder, List<String> texts, int repeats) {
    long start = System.nanoTime();
    for (int r = 0; r < repeats; r++) {
      embedder.embed(texts);
    }
    return (System.nanoTime() - start) / 1e6 / repeats;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = EmbeddingTable.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name + " on the class path");
      }
      return in.readAllBytes();
    }
  }
}
