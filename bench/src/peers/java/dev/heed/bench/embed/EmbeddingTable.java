package dev.heed.bench.embed;

import ai.onnxruntime.OrtException;
import dev.heed.bench.Contest;
import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.Timings;
import dev.heed.bench.Vectors;
import dev.heed.bench.chart.RatioChart;
import dev.heed.bench.peer.Peer;
import dev.heed.bench.peer.PythonPeer;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Compute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Embeds the same texts with every engine, in turns, and writes {@code embeddings-<date>-<label>}.
 * Answers are compared before anything is timed; ONNX Runtime and sentence-transformers get the
 * best of several batch sizes.
 */
public final class EmbeddingTable {
  private static final String METHOD =
      "engines take turns; heedTimesFaster is the median over the rounds of the engine's time"
          + " divided by Heed's. Heed, langchain4j and sentence-transformers tokenize within the"
          + " clock, ONNX Runtime gets tokens, sorted by length. ONNX Runtime and"
          + " sentence-transformers get the best of several batch sizes. cosineToHeed is the mean"
          + " cosine of the vectors; those of fp32 engines agree within 5e-6 in every component";

  /** Largest distance of a component of two unit vectors in single precision. */
  private static final double SAME = 5e-6;

  /** Least mean cosine of an int8 model to fp32: less is another model, or a mistake. */
  private static final double BYTES_ALIKE = 0.95;

  /** Least mean cosine of Heed's fast arithmetic, which rounds weights alone. */
  private static final double FAST_ALIKE = 0.995;

  private final TableOptions options;
  private final ResultsFile results;
  private final OnnxFile fp32 = OnnxFile.fp32();
  private final OnnxFile int8 = OnnxFile.int8();
  private final Peer<PythonPeer> python =
      PythonPeer.fromEnvironment("sentence-transformers", "sentence_transformers");

  private EmbeddingTable(TableOptions options) throws IOException {
    this.options = options;
    results = new ResultsFile(options, METHOD);
  }

  /** The program. */
  public static void main(String[] arguments) throws IOException, OrtException {
    EmbeddingTable table = new EmbeddingTable(TableOptions.parse("embeddings", arguments));
    Texts texts = new Texts();
    int processors = Runtime.getRuntime().availableProcessors();
    try {
      table.measure("one text of 12 tokens", List.of(texts.ofTokens(12)), 1);
      table.measure("one text of 128 tokens", List.of(texts.ofTokens(128)), 1);
      table.measure("48 mixed texts", texts.mixed(48), 1);
      if (processors > 1) {
        table.measure("96 mixed texts", texts.mixed(96), 2);
      }
      if (processors > 2) {
        table.measure("96 mixed texts", texts.mixed(96), processors);
      }
    } finally {
      table.python.engine().ifPresent(PythonPeer::close);
    }
    table.results.addLeftOut(table.python);
    table.results.write(RatioChart.ofRows("all-MiniLM-L6-v2", table.results.rows()));
  }

  private void measure(String work, List<String> texts, int threads) throws OrtException {
    if (!options.wants(work)) {
      return;
    }
    System.out.printf("%n%s, %d threads%n", work, threads);
    List<Embedder> engines = new ArrayList<>();
    BackendOptions backend = BackendOptions.fromEnvironment().withThreads(threads);
    try (HeedModel heed = new HeedModel(backend.withCompute(Compute.EXACT));
        HeedModel heedFast = new HeedModel(backend.withCompute(Compute.FAST))) {
      int[][] tokens = texts.stream().map(heed::ids).toArray(int[][]::new);
      engines.add(new HeedEmbedder(heed, texts));
      engines.add(Embedder.fastest(OnnxRuntimeEmbedder.candidates(fp32, tokens, threads)));
      Embedder bytes = Embedder.fastest(OnnxRuntimeEmbedder.candidates(int8, tokens, threads));
      engines.add(bytes);
      Embedder fast = new HeedEmbedder(heedFast, texts);
      engines.add(fast);
      if (threads == Runtime.getRuntime().availableProcessors()) {
        engines.add(new Langchain4jEmbedder(texts)); // it takes all processors
      }
      python
          .engine()
          .map(process -> SentenceTransformersEmbedder.candidates(process, texts, threads))
          .ifPresent(candidates -> engines.add(Embedder.fastest(candidates)));
      for (Embedder engine : engines) {
        if (engine.equals(bytes)) {
          requireAlike(engines.getFirst(), engine, BYTES_ALIKE);
        } else if (engine.equals(fast)) {
          requireAlike(engines.getFirst(), engine, FAST_ALIKE);
        } else {
          requireSame(engines.getFirst(), engine);
        }
      }
      compare(work, texts.size(), threads, engines);
    } finally {
      engines.forEach(Embedder::close);
    }
  }

  private void compare(String work, int texts, int threads, List<Embedder> engines) {
    List<Timings> timings = new Contest(options.effort(), threads).run(engines);
    float[][] ours = engines.getFirst().embed();
    for (int e = 0; e < engines.size(); e++) {
      Timings time = timings.get(e);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("work", work);
      row.put("threads", threads);
      row.put("engine", engines.get(e).name());
      row.put("medianMillis", time.median());
      row.put("minMillis", time.min());
      row.put("maxMillis", time.max());
      row.put("textsPerSecond", texts * 1000 / time.median());
      row.put("cosineToHeed", Vectors.meanCosine(ours, engines.get(e).embed()));
      row.put("heedTimesFaster", timings.getFirst().timesFasterThan(time));
      results.add(row);
    }
  }

  private static void requireSame(Embedder ours, Embedder theirs) {
    double distance = Vectors.distance(ours.embed(), theirs.embed());
    if (!(distance <= SAME)) {
      throw new IllegalStateException(
          "%s and %s give different vectors: a component differs by %g"
              .formatted(ours.name(), theirs.name(), distance));
    }
  }

  private static void requireAlike(Embedder ours, Embedder theirs, double least) {
    double cosine = Vectors.meanCosine(ours.embed(), theirs.embed());
    if (!(cosine >= least)) {
      throw new IllegalStateException(
          "%s and %s give different vectors: the mean cosine is %g"
              .formatted(ours.name(), theirs.name(), cosine));
    }
  }
}
