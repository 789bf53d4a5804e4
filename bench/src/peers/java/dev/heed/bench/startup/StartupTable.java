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
          + " median over the rounds of the engine's time divided by ./heed's, peakMebibytes the"
          + " most memory that was resident, looked at every 10 ms. Stages are those of a JVM"
          + " without an AOT cache, on the jar as Maven has it";

  /** Largest distance of a component of two unit vectors. */
  private static final double SAME = 5e-6;

  /** The AOT cache is made behind the first run. */
  private static final int MILLIS_FOR_THE_CACHE = 15_000;

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
    List<Contestant> all = contestants();
    check(all);
    double[][] millis = new double[all.size()][rounds];
    double[] peaks = new double[all.size()];
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < all.size(); turn++) {
        int c = (round + turn) % all.size(); // nobody is always first
        Contestant.Run run = all.get(c).run(TEXT);
        millis[c][round] = run.millis();
        peaks[c] = Math.max(peaks[c], run.peakMebibytes());
      }
    }
    Timings ours = new Timings(millis[0]);
    for (int c = 0; c < all.size(); c++) {
      Timings time = new Timings(millis[c]);
      add("whole process", all.get(c).name(), time, peaks[c], ours.timesFasterThan(time));
    }
    addStages();
    results.addLeftOut(python);
    results.write(RatioChart.ofRows("one text, whole process", results.rows()));
  }

  private List<Contestant> contestants() {
    List<String> heed = List.of("./heed", "embed");
    List<Contestant> all = new ArrayList<>();
    all.add(new Contestant("heed", heed, Map.of()));
    all.add(new Contestant("heed without AOT cache", heed, Map.of("HEED_AOT", "off")));
    all.add(
        new Contestant("langchain4j", java(Langchain4jOnce.class, List.of(), List.of()), Map.of()));
    if (python.engine().isPresent()) {
      List<String> command =
          List.of(System.getenv(PythonPeer.VARIABLE), "bench/peers/embed_once.py");
      all.add(new Contestant("sentence-transformers", command, Map.of()));
    }
    return all;
  }

  private static List<String> java(Class<?> main, List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  /** Runs everybody twice, which also builds Heed, and gives its cache the time to appear. */
  private static void check(List<Contestant> all) throws IOException, InterruptedException {
    float[] ours = Contestant.vector(all.getFirst().run(TEXT).out());
    for (Contestant contestant : all) {
      float[] theirs = Contestant.vector(contestant.run(TEXT).out());
      if (ours.length != theirs.length
          || !(Vectors.distance(new float[][] {ours}, new float[][] {theirs}) <= SAME)) {
        throw new IllegalStateException(
            "%s and heed give different vectors".formatted(contestant.name()));
      }
    }
    Thread.sleep(MILLIS_FOR_THE_CACHE);
  }

  private void addStages() throws IOException, InterruptedException {
    Map<String, double[]> stages = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      List<String> begun = List.of(Long.toString(System.currentTimeMillis()));
      List<String> flags = List.of("@app/heed.argfile");
      String out =
          new Contestant("stages", java(Stages.class, flags, begun), Map.of()).run("").out();
      for (String line : out.split("\n")) {
        int end = line.lastIndexOf(' ');
        double millis = Double.parseDouble(line.substring(end + 1));
        stages.computeIfAbsent(line.substring(0, end), stage -> new double[rounds])[round] = millis;
      }
    }
    stages.forEach(
        (stage, millis) -> add("stage", "heed: " + stage, new Timings(millis), null, null));
  }

  private void add(
      String work, String engine, Timings time, @Nullable Double peak, @Nullable Double ratio) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("work", work);
    row.put("threads", threads);
    row.put("engine", engine);
    row.put("medianMillis", time.median());
    row.put("minMillis", time.min());
    row.put("maxMillis", time.max());
    row.put("peakMebibytes", peak);
    row.put("heedTimesFaster", ratio);
    results.add(row);
  }
}
