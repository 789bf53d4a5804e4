package dev.heed.bench.startup;

import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.Timings;
import dev.heed.bench.Vectors;
import dev.heed.bench.chart.RatioChart;
import dev.heed.bench.peer.Peer;
import dev.heed.bench.peer.PythonPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Embeds one text in a process of its own with every engine, in turns, and writes {@code
 * startup-<date>-<label>}. Answers are compared before anything is timed.
 */
public final class StartupTable {
  private static final String TEXT = "How do I get my money back?";

  private static final String METHOD =
      "one text, whole processes that take turns, files in the page cache; heedTimesFaster is the"
          + " median over the rounds of the engine's time divided by ./heed's, cpuMillis the"
          + " median of the processor time of all threads (ONNX Runtime's, which langchain4j starts"
          + " for all processors, also run on those that taskset leaves out), peakMebibytes the"
          + " most memory that was resident, looked at every 10 ms. Processes get no HEED_… of the"
          + " caller and no flags for Java but their own: ./heed's those of app/heed.argfile,"
          + " langchain4j none. Stages: a program that loads the model step by step on one thread,"
          + " with ./heed's jars, flags and AOT cache; class loading is that of all steps, and taken"
          + " out of them. 1,000 texts: a program of its own on each library embeds them in portions"
          + " of 50; residentMebibytes is what it then has, without asking for a collection";

  /** Largest distance of a component of two unit vectors. */
  private static final double SAME = 5e-6;

  /** Of what takes seconds and differs little. */
  private static final int LONG_ROUNDS = 3;

  private final int rounds;
  private final ResultsFile results;
  private final int threads = Runtime.getRuntime().availableProcessors();
  private final Peer<PythonPeer> python =
      PythonPeer.fromEnvironment("sentence-transformers", "sentence_transformers");

  private StartupTable(TableOptions options) {
    this.rounds = options.effort().rounds();
    this.results = ResultsFile.begin(options, METHOD);
    python.engine().ifPresent(PythonPeer::close); // it was there; each run starts its own
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run(
        "startup",
        arguments,
        options -> {
          options.requireNoPart();
          new StartupTable(options).run();
        });
  }

  private void run() throws IOException, InterruptedException {
    List<EmbedCommand> all = commands();
    check(all);
    HeedStart start = HeedStart.find();
    start.awaitCache();
    double[][] millis = new double[all.size()][rounds];
    double[][] cpu = new double[all.size()][rounds];
    double[] peaks = new double[all.size()];
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < all.size(); turn++) {
        int c = (round + turn) % all.size(); // nobody is always first
        EmbedCommand.Run run = all.get(c).run(TEXT);
        millis[c][round] = run.millis();
        cpu[c][round] = run.cpuMillis();
        peaks[c] = Math.max(peaks[c], run.peakMebibytes());
      }
    }
    Timings ours = new Timings(millis[0]);
    for (int c = 0; c < all.size(); c++) {
      Timings time = new Timings(millis[c]);
      add(
          "one text, whole process",
          all.get(c).name(),
          time,
          new Timings(cpu[c]).median(),
          peaks[c],
          null,
          ours.timesFasterThan(time));
    }
    addStages(start);
    addManyTexts(start);
    results.addLeftOut(python);
    results.write(RatioChart.ofRows("all-MiniLM-L6-v2, whole processes", results.rows()));
  }

  private List<EmbedCommand> commands() {
    List<String> heed = List.of("./heed", "embed");
    List<EmbedCommand> all = new ArrayList<>();
    all.add(new EmbedCommand("heed", heed, Map.of()));
    all.add(new EmbedCommand("heed without AOT cache", heed, Map.of("HEED_AOT", "off")));
    all.add(new EmbedCommand("langchain4j", java(Langchain4jOnce.class), Map.of()));
    if (python.engine().isPresent()) {
      List<String> command =
          List.of(System.getenv(PythonPeer.VARIABLE), "bench/peers/embed_once.py");
      all.add(new EmbedCommand("sentence-transformers", command, Map.of()));
    }
    return all;
  }

  /** A program on all jars of this process, without flags. */
  private static List<String> java(Class<?> main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        main.getName());
  }

  /** Runs everybody once, and Heed before, which builds it. */
  private static void check(List<EmbedCommand> all) throws IOException, InterruptedException {
    float[] ours = EmbedCommand.vector(all.getFirst().run(TEXT).out());
    for (EmbedCommand command : all) {
      float[] theirs = EmbedCommand.vector(command.run(TEXT).out());
      if (ours.length != theirs.length
          || !(Vectors.distance(new float[][] {ours}, new float[][] {theirs}) <= SAME)) {
        throw new IllegalStateException(
            "%s and heed give different vectors".formatted(command.name()));
      }
    }
  }

  private void addStages(HeedStart start) throws IOException, InterruptedException {
    Map<String, double[]> stages = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      List<String> begun = List.of(Long.toString(System.currentTimeMillis()));
      String out =
          new EmbedCommand("stages", start.program(Stages.class, begun), Map.of()).run("").out();
      for (String line : out.split("\n")) {
        int end = line.lastIndexOf(' ');
        double millis = Double.parseDouble(line.substring(end + 1));
        stages.computeIfAbsent(line.substring(0, end), stage -> new double[rounds])[round] = millis;
      }
    }
    stages.forEach((stage, millis) ->
        add("stage", "heed: " + stage, new Timings(millis), null, null, null, null));
  }

  private void addManyTexts(HeedStart start) throws IOException, InterruptedException {
    List<EmbedCommand> programs =
        List.of(
            new EmbedCommand("heed", start.program(HeedMany.class, List.of()), Map.of()),
            new EmbedCommand("langchain4j", java(Langchain4jMany.class), Map.of()));
    int turns = Math.min(LONG_ROUNDS, rounds);
    double[][] millis = new double[programs.size()][turns];
    double[][] cpu = new double[programs.size()][turns];
    double[] peaks = new double[programs.size()];
    double[] resident = new double[programs.size()];
    for (int round = 0; round < turns; round++) {
      for (int p = 0; p < programs.size(); p++) {
        EmbedCommand.Run run = programs.get(p).run("");
        millis[p][round] = run.millis();
        cpu[p][round] = run.cpuMillis();
        peaks[p] = Math.max(peaks[p], run.peakMebibytes());
        resident[p] = Math.max(resident[p], Double.parseDouble(run.out().strip()));
      }
    }
    Timings ours = new Timings(millis[0]);
    String work = "%,d texts, whole process".formatted(ManyTexts.COUNT);
    for (int p = 0; p < programs.size(); p++) {
      Timings time = new Timings(millis[p]);
      double ratio = ours.timesFasterThan(time);
      add(
          work,
          programs.get(p).name(),
          time,
          new Timings(cpu[p]).median(),
          peaks[p],
          resident[p],
          ratio);
    }
  }

  private void add(
      String work,
      String engine,
      Timings time,
      @Nullable Double cpu,
      @Nullable Double peak,
      @Nullable Double resident,
      @Nullable Double ratio) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("work", work);
    row.put("threads", threads);
    row.put("engine", engine);
    row.put("medianMillis", time.median());
    row.put("minMillis", time.min());
    row.put("maxMillis", time.max());
    row.put("cpuMillis", cpu);
    row.put("peakMebibytes", peak);
    row.put("residentMebibytes", resident);
    row.put("heedTimesFaster", ratio);
    results.add(row);
  }
}
