package dev.heed.bench.generate;

import dev.heed.bench.Contest;
import dev.heed.bench.Contestant;
import dev.heed.bench.Effort;
import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.ThreadCounts;
import dev.heed.bench.Timings;
import dev.heed.bench.chart.Chart;
import dev.heed.bench.chart.RateChart;
import dev.heed.bench.chart.RatioChart;
import dev.heed.bench.limit.MachineLimits;
import dev.heed.bench.peer.Peer;
import dev.heed.bench.peer.PythonPeer;
import dev.heed.engine.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the same prompt and continues it with every engine, in turns, and writes {@code
 * generate-<date>-<label>}. Answers are compared before anything is timed.
 */
public final class GenerateTable {
  private static final String METHOD =
      "engines take turns. prefill 512: the first 512 token ids of Heed's LICENSE in one call, from"
          + " nothing, with the logits after the last; decode 128: as many greedy steps behind them,"
          + " one call each, the likeliest token found included. Heed: a DecoderSession in Compute.FAST, the prompt"
          + " in one chunk; llama.cpp: llama_decode with n_batch and n_ubatch 512, with and without flash"
          + " attention, and its defaults otherwise (by these it takes flash attention),"
          + " called from Python, which takes microseconds of a step's milliseconds;"
          + " llama3.java: its generateTokens, prompts in its batches of 16; Jlama: the calls of its"
          + " generate on its Vector API operations, prompts in its batches of 256, all matrices in its"
          + " Q4 by its own quantizer, from the Q4_1 file's weights in BF16, activations in F32, since it has"
          + " 8 bits for wider models alone; its weights are not the file's, so it has no gigabytesPerSecond."
          + " Both run in JVMs of their own with the flags that they ask for. cache is the type of keys and values;"
          + " heedTimesFaster is the median over the rounds of the engine's time divided by that of"
          + " Heed with a cache of the same type. Before, logits after the prompt are compared, and"
          + " the first greedy tokens up to a close decision. gflops counts products and attention over visible keys;"
          + " partOfCeiling is that divided by the ceiling of fused multiply-adds in F32, which arithmetic in"
          + " 8 bits may exceed. gigabytesPerSecond counts, for each step, all weights as the file has"
          + " them and the keys and values of all tokens so far; partOfBandwidth is that divided by"
          + " readGigabytesPerSecond, what as many threads read when they go through as many bytes"
          + " again and again: from the last cache, where that is large enough";

  private static final Path TEXT = Path.of("LICENSE");

  /** Jlama stands beside the file that is most like what it makes of its weights. */
  private static final String JLAMAS = "Q4_0";

  private final TableOptions options;
  private final SmolLm2 files;
  private final ResultsFile results;
  private final SequencedMap<Integer, MachineLimits> limits = new LinkedHashMap<>();
  private final SequencedMap<Integer, RateChart> rates = new LinkedHashMap<>();
  private final Peer<PythonPeer> python = PythonPeer.fromEnvironment("llama.cpp", "llama_cpp");
  private final Peer<Llama3Java> llama3 =
      Llama3Java.of(Objects.requireNonNullElse(System.getenv(Llama3Java.VARIABLE), ""));
  private final Peer<Jlama> jlama;

  private GenerateTable(TableOptions options, SmolLm2 files) {
    this.options = options;
    this.files = files;
    jlama = Jlama.of(files, System.getProperty("os.arch"));
    results = ResultsFile.begin(options, METHOD);
    for (int threads : ThreadCounts.oneAndTwo()) {
      MachineLimits measured = MachineLimits.measure(threads);
      limits.put(threads, measured);
      results.addLimits(measured);
      String count = threads == 1 ? "1 thread" : threads + " threads";
      rates.put(
          threads,
          new RateChart(
              "rates-" + count.replace(' ', '-'),
              "SmolLM2-135M-Instruct, " + count,
              "tokens per second"));
    }
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("generate", arguments, GenerateTable::run);
  }

  private static void run(TableOptions options) throws IOException {
    List<Work> works = options.wanted(Work.all(), Work::name);
    List<String> quantizations = works.stream().map(Work::quantization).distinct().toList();
    String folder = Objects.requireNonNullElse(System.getenv(SmolLm2.VARIABLE), "");
    Optional<String> missing = SmolLm2.missing(folder, quantizations);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      System.exit(66);
    }
    GenerateTable table = new GenerateTable(options, new SmolLm2(Path.of(folder)));
    try {
      for (String quantization : quantizations) {
        List<Work> ofFile =
            works.stream().filter(work -> work.quantization().equals(quantization)).toList();
        for (int threads : table.limits.keySet()) {
          table.measure(quantization, ofFile, threads);
        }
      }
    } finally {
      table.python.engine().ifPresent(PythonPeer::close);
    }
    table.write();
  }

  private void measure(String quantization, List<Work> works, int threads) throws IOException {
    System.out.printf("%n%s, %d threads%n", quantization, threads);
    Path file = files.file(quantization);
    int[] prompt = HeedModel.prompt(file, Files.readString(TEXT), Work.PROMPT);
    try (Engines engines = new Engines(file, threads, prompt)) {
      for (boolean flash : new boolean[] {true, false}) {
        Map<String, Object> settings = Map.of("flash", flash);
        python
            .engine()
            .ifPresent(peer -> engines.add(peer.process(), file, DType.F16, true, settings));
      }
      llama3
          .engine()
          .ifPresent(peer -> engines.addOwned(peer.start(threads), file, DType.F32, true));
      if (quantization.equals(JLAMAS)) {
        jlama
            .engine()
            .ifPresent(peer -> engines.addOwned(peer.start(), peer.folder(), DType.F32, false));
      }
      for (Work work : works) {
        compare(work, threads, engines);
      }
    }
  }

  private void compare(Work work, int threads, Engines engines) {
    List<Contestant> contestants =
        engines.all().stream().map(engine -> engine.contestant(work.kind())).toList();
    Effort effort = options.quick() ? Effort.QUICK : Effort.LONG;
    List<Timings> timings = new Contest(effort, threads).run(contestants);
    double ceiling = Objects.requireNonNull(limits.get(threads)).fmaGflops();
    double bandwidth =
        work.kind() == Work.Kind.DECODE
            ? MachineLimits.gbytesPerSecond(threads, (long) bytes(engines.cost(), DType.F16))
            : 0;
    for (int e = 0; e < timings.size(); e++) {
      Generator engine = engines.all().get(e);
      Timings time = timings.get(e);
      double tokensPerSecond = 1000 * work.kind().tokens() / time.median();
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("work", work.name());
      row.put("threads", threads);
      row.put("engine", engine.name());
      row.put("cache", engine.cache().name());
      row.put("medianMillis", time.median());
      row.put("minMillis", time.min());
      row.put("maxMillis", time.max());
      row.put("tokensPerSecond", tokensPerSecond);
      switch (work.kind()) {
        case PREFILL -> {
          double gflops = engines.cost().prefillFlops(Work.PROMPT) / time.median() / 1e6;
          addLimits(row, gflops, gflops / ceiling, null, null);
        }
        case DECODE -> {
          Double gbytes =
              engine.sameWeights()
                  ? bytes(engines.cost(), engine.cache()) * tokensPerSecond / 1e9
                  : null;
          addLimits(row, null, null, gbytes, bandwidth);
        }
      }
      row.put(
          "heedTimesFaster",
          timings.get(engines.all().indexOf(engines.like(engine))).timesFasterThan(time));
      results.add(row);
      Objects.requireNonNull(rates.get(threads))
          .add(engine.name() + ", cache " + engine.cache(), work.name(), tokensPerSecond);
    }
  }

  private static double bytes(Cost cost, DType cache) {
    return cost.decodeBytes(Work.PROMPT, Work.STEPS, cache);
  }

  private static void addLimits(
      Map<String, @Nullable Object> row,
      @Nullable Double gflops,
      @Nullable Double partOfCeiling,
      @Nullable Double gbytes,
      @Nullable Double bandwidth) {
    row.put("gflops", gflops);
    row.put("partOfCeiling", partOfCeiling);
    row.put("gigabytesPerSecond", gbytes);
    row.put("readGigabytesPerSecond", bandwidth);
    row.put("partOfBandwidth", gbytes == null || bandwidth == null ? null : gbytes / bandwidth);
  }

  private void write() throws IOException {
    results.addLeftOut(python);
    results.addLeftOut(llama3);
    results.addLeftOut(jlama);
    List<Chart> charts =
        new ArrayList<>(RatioChart.ofRows("SmolLM2-135M-Instruct", results.rows()));
    charts.addAll(rates.values());
    results.write(charts);
  }
}
