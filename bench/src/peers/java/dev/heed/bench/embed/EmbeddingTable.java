package dev.heed.bench.embed;

import ai.onnxruntime.OrtException;
import dev.heed.bench.Contest;
import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.ThreadCounts;
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
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Embeds the same texts with every engine, in turns, and writes {@code embeddings-<date>-<label>}.
 * Answers are compared before anything is timed; ONNX Runtime and sentence-transformers get the
 * best of several batch sizes.
 */
public final class EmbeddingTable {
  private static final String METHOD =
      "engines take turns; heedTimesFaster is the median over the rounds of the engine's time"
          + " divided by that of Heed exact, and of an 8-bit model fastTimesFaster the same of Heed"
          + " fast, its like. Heed, langchain4j and sentence-transformers tokenize within the"
          + " clock, ONNX Runtime gets tokens, sorted by length. ONNX Runtime and"
          + " sentence-transformers get the best of several batch sizes, chosen in turns as well:"
          + " texts in a call, and calls at a time. cosineToHeed is the mean cosine of the vectors"
          + " to those of Heed exact; those of fp32 engines agree within 5e-6 in every component";

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
    results = ResultsFile.begin(options, METHOD);
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("embeddings", arguments, EmbeddingTable::run);
  }

  private static void run(TableOptions options) throws IOException, OrtException {
    Texts texts = new Texts();
    SequencedMap<String, List<String>> works = new LinkedHashMap<>();
    works.put("one text of 12 tokens", List.of(texts.ofTokens(12)));
    works.put("one text of 128 tokens", List.of(texts.ofTokens(128)));
    works.put("96 mixed texts", texts.mixed(96));
    List<String> wanted = options.wanted(works.keySet(), Function.identity());
    EmbeddingTable table = new EmbeddingTable(options);
    try {
      for (String work : wanted) {
        for (int threads : ThreadCounts.oneTwoAndAll()) {
          table.measure(work, Objects.requireNonNull(works.get(work)), threads);
        }
      }
    } finally {
      table.python.engine().ifPresent(PythonPeer::close);
    }
    table.results.addLeftOut(table.python);
    table.results.write(RatioChart.ofRows("all-MiniLM-L6-v2", table.results.rows()));
  }

  private void measure(String work, List<String> texts, int threads) throws OrtException {
    System.out.printf("%n%s, %d threads%n", work, threads);
    List<Embedder> engines = new ArrayList<>();
    BackendOptions backend = BackendOptions.fromEnvironment().withThreads(threads);
    try (HeedModel heed = new HeedModel(backend.withCompute(Compute.EXACT));
        HeedModel heedFast = new HeedModel(backend.withCompute(Compute.FAST))) {
      int[][] tokens = texts.stream().map(heed::ids).toArray(int[][]::new);
      engines.add(new HeedEmbedder(heed, texts));
      engines.add(Embedder.fastest(OnnxRuntimeEmbedder.candidates(fp32, tokens, threads), threads));
      Embedder bytes =
          Embedder.fastest(OnnxRuntimeEmbedder.candidates(int8, tokens, threads), threads);
      engines.add(bytes);
      Embedder fast = new HeedEmbedder(heedFast, texts);
      engines.add(fast);
      if (threads == Runtime.getRuntime().availableProcessors()) {
        engines.add(new Langchain4jEmbedder(texts)); // it takes all processors
      }
      python
          .engine()
          .map(process -> SentenceTransformersEmbedder.candidates(process, texts, threads))
          .ifPresent(candidates -> engines.add(Embedder.fastest(candidates, threads)));
      for (Embedder engine : engines) {
        if (engine.equals(bytes)) {
          requireAlike(engines.getFirst(), engine, BYTES_ALIKE);
        } else if (engine.equals(fast)) {
          requireAlike(engines.getFirst(), engine, FAST_ALIKE);
        } else {
          requireSame(engines.getFirst(), engine);
        }
      }
      compare(new Work(work, texts.size(), threads), engines, bytes, fast);
    } finally {
      engines.forEach(Embedder::close);
    }
  }

  private record Work(String name, int texts, int threads) {}

  private void compare(Work work, List<Embedder> engines, Embedder bytes, Embedder fast) {
    List<Timings> timings = new Contest(options.effort(), work.threads).run(engines);
    Timings ofFast = timings.get(engines.indexOf(fast));
    float[][] ours = engines.getFirst().embed();
    for (int e = 0; e < engines.size(); e++) {
      Embedder engine = engines.get(e);
      Timings time = timings.get(e);
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("work", work.name);
      row.put("threads", work.threads);
      row.put("engine", engine.name());
      row.put("batch", engine.batch());
      row.put("medianMillis", time.median());
      row.put("minMillis", time.min());
      row.put("maxMillis", time.max());
      row.put("textsPerSecond", work.texts * 1000 / time.median());
      row.put("cosineToHeed", Vectors.meanCosine(ours, engine.embed()));
      row.put("heedTimesFaster", timings.getFirst().timesFasterThan(time));
      row.put("fastTimesFaster", engine.equals(bytes) ? ofFast.timesFasterThan(time) : null);
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
