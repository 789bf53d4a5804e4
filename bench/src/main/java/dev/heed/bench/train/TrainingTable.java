package dev.heed.bench.train;

import dev.heed.bench.Contest;
import dev.heed.bench.Effort;
import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.ThreadCounts;
import dev.heed.bench.Timings;
import dev.heed.bench.chart.RatioChart;
import dev.heed.bench.limit.MachineLimits;
import dev.heed.bench.peer.JavaCommand;
import dev.heed.bench.peer.Peer;
import dev.heed.bench.peer.PeerProcess;
import dev.heed.bench.peer.PeerWork;
import dev.heed.bench.peer.PythonPeer;
import dev.heed.bench.peer.ScratchFolder;
import dev.heed.bench.quality.Banking77;
import dev.heed.models.load.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the same steps with Heed and PyTorch, in turns, and writes {@code training-<date>-<label>}.
 */
public final class TrainingTable {
  private static final String METHOD =
      "engines take turns, each in a process of its own; a turn is a step over each of 4 batches, a"
          + " step is forward, back, the norm of gradients held at 1, AdamW (decay 0.01, none of"
          + " biases and norms) and the loss brought back. Both start from one checkpoint, without"
          + " dropout, and the losses and norms of the first 8 steps are compared before anything is"
          + " timed. PyTorch: models of transformers with scaled_dot_product_attention, AdamW fused,"
          + " texts padded to the longest of a batch; Heed computes on no padding. GPT-2 with 4"
          + " heads over 128 letters, 2,048 of them a step, GELU by PyTorch's own tanh form;"
          + " MiniLM as BertForSequenceClassification over shuffled questions of banking77."
          + " tokensPerSecond and gflops count tokens of texts, products, and attention over visible"
          + " keys, nothing that is computed twice; partOfCeiling is gflops divided by the ceiling of fused"
          + " multiply-adds. peakMegabytes is the greatest resident memory of the process (VmHWM),"
          + " libraries, compilers, the model's load and what the JVM had no need to collect among it: its"
          + " heap may grow to a quarter of the machine's memory. heedTimesFaster is the median over"
          + " the rounds of the engine's time divided by Heed's";

  private static final Path TEXT = Path.of("LICENSE");

  /** Calls take seconds, and what a JIT compiler does to a step of training as many. */
  private static final Effort EFFORT = new Effort(7, 60, 6_000);

  private static final double MILLION = 1e6;

  private final TableOptions options;
  private final ResultsFile results;
  private final SequencedMap<Integer, MachineLimits> limits = new LinkedHashMap<>();

  private TrainingTable(TableOptions options) {
    this.options = options;
    results = ResultsFile.begin(options, METHOD);
    for (int threads : ThreadCounts.oneAndTwo()) {
      MachineLimits measured = MachineLimits.measure(threads);
      limits.put(threads, measured);
      results.addLimits(measured);
    }
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("training", arguments, TrainingTable::run);
  }

  private static void run(TableOptions options) throws IOException {
    List<String> wanted = options.wanted(List.of("gpt2", "minilm"), name -> name);
    String data = Objects.requireNonNullElse(System.getenv(Banking77.VARIABLE), "");
    Optional<String> missing =
        wanted.contains("minilm") ? Banking77.missing(data) : Optional.empty();
    Peer<PythonPeer> python = PythonPeer.fromEnvironment("pytorch", "transformers");
    if (python instanceof Peer.LeftOut<PythonPeer> absent) {
      missing =
          Optional.of("PyTorch writes the models that are learned, but it is " + absent.why());
    }
    if (missing.isPresent()) {
      System.err.println(missing.get());
      System.exit(66);
    }
    python.engine().orElseThrow().close();
    TrainingTable table = new TrainingTable(options);
    for (String name : wanted) {
      table.measure(name, data);
    }
    table.write();
  }

  private void measure(String name, String data) throws IOException {
    Path folder = Files.createTempDirectory("heed-bench-model");
    try {
      TrainingWork work;
      if (name.equals("gpt2")) {
        work = TrainingWork.language(TEXT);
        writeCheckpoint(work.checkpoint(), work.sizes().outputs(), folder);
      } else {
        Banking77 banking = Banking77.read(Path.of(data));
        int classes =
            (int) banking.train().stream().map(question -> question.category()).distinct().count();
        writeCheckpoint("minilm", classes, folder);
        try (ModelSource source = ModelSource.open(folder)) {
          work = TrainingWork.minilm(banking, source.requireTokenizer());
        }
      }
      for (int threads : limits.keySet()) {
        measure(work, folder, threads);
      }
    } finally {
      delete(folder);
    }
  }

  private static void writeCheckpoint(String kind, int outputs, Path folder) {
    try (PythonPeer python = python()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("model", kind);
      facts.put("outputs", outputs);
      facts.put("into", folder.toString());
      facts.put("base", System.getenv("HEED_BENCH_MINILM"));
      python.prepare("checkpoint", 1, facts).close();
    }
  }

  private static PythonPeer python() {
    return PythonPeer.fromEnvironment("pytorch", "transformers").engine().orElseThrow();
  }

  private static PeerProcess heed() {
    try {
      return PeerProcess.start(
          "Heed",
          JavaCommand.of(HeedTrainer.class.getName(), List.of("@app/heed.argfile"), List.of()));
    } catch (IOException e) {
      throw new IllegalStateException("a JVM for Heed does not start", e);
    }
  }

  private void measure(TrainingWork work, Path folder, int threads) {
    System.out.printf("%n%s, %d threads%n", work.name(), threads);
    Map<String, Object> facts = work.facts(folder, threads);
    try (PeerProcess heed = heed();
        PythonPeer python = python();
        ScratchFolder scratch = new ScratchFolder()) {
      List<PeerProcess> processes = List.of(heed, python.process());
      List<PeerWork> engines = new ArrayList<>();
      for (PeerProcess process : processes) {
        engines.add(process.prepare("training", threads, facts));
      }
      FirstSteps ours = new FirstSteps(engines.get(0).answer(0, scratch.file("ours")));
      FirstSteps theirs = new FirstSteps(engines.get(1).answer(0, scratch.file("theirs")));
      theirs.requireLike(ours, engines.get(1).name());
      Effort effort = options.quick() ? Effort.QUICK : EFFORT;
      List<Timings> timings = new Contest(effort, threads).run(engines);
      for (int e = 0; e < engines.size(); e++) {
        add(work, threads, engines.get(e), timings.get(e), timings.getFirst(), processes.get(e));
      }
    }
  }

  private void add(
      TrainingWork work,
      int threads,
      PeerWork engine,
      Timings time,
      Timings ofHeed,
      PeerProcess process) {
    double median = time.median() / TrainingWork.BATCHES;
    double gflops = work.flops() / median / 1e6;
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("work", work.name());
    row.put("threads", threads);
    row.put("engine", engine.name());
    row.put("medianMillis", median);
    row.put("minMillis", time.min() / TrainingWork.BATCHES);
    row.put("maxMillis", time.max() / TrainingWork.BATCHES);
    row.put("tokensPerSecond", 1000 * work.tokens() / median);
    row.put("gflops", gflops);
    row.put("partOfCeiling", gflops / Objects.requireNonNull(limits.get(threads)).fmaGflops());
    row.put(
        "peakMegabytes",
        process.peakBytes().isPresent() ? process.peakBytes().getAsLong() / MILLION : null);
    row.put("heedTimesFaster", ofHeed.timesFasterThan(time));
    results.add(row);
  }

  private void write() throws IOException {
    results.write(new ArrayList<>(RatioChart.ofRows("Steps of training", results.rows())));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
