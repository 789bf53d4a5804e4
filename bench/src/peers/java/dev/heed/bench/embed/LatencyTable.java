package dev.heed.bench.embed;

import ai.onnxruntime.OrtException;
import dev.heed.bench.Contest;
import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.Timings;
import dev.heed.bench.Vectors;
import dev.heed.bench.chart.RatioChart;
import dev.heed.bench.load.ClosedLoop;
import dev.heed.bench.load.Latencies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One text a call under 1 to 32 concurrent callers, Heed against ONNX Runtime, in turns; writes
 * {@code latency-<date>-<label>}.
 */
public final class LatencyTable {
  private static final String METHOD =
      "each caller asks for one text, and again as soon as the answer is there; engines take turns,"
          + " vectors are compared first. All callers share one TextEmbedder, or one OrtSession,"
          + " which gets the better of 1 and 2 intra-op threads by throughput. Heed tokenizes within"
          + " the clock, ONNX Runtime gets tokens. Percentiles are those of all calls of all rounds;"
          + " heedTimesFaster… are medians over the rounds of ONNX Runtime's latency divided by"
          + " Heed's, heedTimesThroughput of Heed's throughput divided by ONNX Runtime's; min… and"
          + " max… are those of a round. threads: of Heed's team; of ONNX Runtime's calls the engine's"
          + " name says them";

  private static final int[] CALLERS = {1, 2, 8, 32};

  /** A load lasts as long as so many turns of other tables: a tail needs calls. */
  private static final int TURNS = 12;

  private static final int MIXED_TEXTS = 96;
  private static final double SAME = 5e-6;
  private static final String PEER = "onnxruntime";

  private final TableOptions options;
  private final ResultsFile results;
  private final OnnxFile file = OnnxFile.fp32();
  private final int processors = Runtime.getRuntime().availableProcessors();
  private final RatioChart median = chart("p50", "Median latency", "latency of the other / Heed's");
  private final RatioChart tail =
      chart("p99", "99th percentile of latency", "latency of the other / Heed's");
  private final RatioChart throughput =
      chart("throughput", "Throughput", "texts a second of Heed / the other's");

  private LatencyTable(TableOptions options) throws IOException {
    this.options = options;
    results = ResultsFile.begin(options, METHOD);
  }

  private static RatioChart chart(String name, String title, String axis) {
    return new RatioChart(name, title + " under load", axis + ": above 1 Heed is faster");
  }

  /** An engine, and what it met in each round. */
  private record Side(String name, ClosedLoop.Service service, List<Latencies> rounds) {
    private Timings each(ToDoubleFunction<Latencies> figure) {
      return new Timings(rounds.stream().mapToDouble(figure).toArray());
    }

    private Timings percentile(double percent) {
      return each(load -> load.percentile(percent));
    }

    private Timings millisPerText() {
      return each(load -> 1000 / load.callsPerSecond());
    }
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("latency", arguments, LatencyTable::run);
  }

  private static void run(TableOptions options) throws IOException, OrtException {
    Texts texts = new Texts();
    SequencedMap<String, List<String>> works = new LinkedHashMap<>();
    works.put("12 tokens", List.of(texts.ofTokens(12)));
    works.put("mixed texts", texts.mixed(MIXED_TEXTS));
    List<String> wanted = options.wanted(works.keySet(), Function.identity());
    LatencyTable table = new LatencyTable(options);
    for (String work : wanted) {
      table.measure(work, Objects.requireNonNull(works.get(work)));
    }
    table.results.write(List.of(table.median, table.tail, table.throughput));
  }

  private void measure(String work, List<String> texts) throws OrtException {
    List<OnnxRuntimeModel> sessions = new ArrayList<>();
    try (HeedModel heed = new HeedModel(processors)) {
      int[][] tokens = texts.stream().map(heed::ids).toArray(int[][]::new);
      for (int threads = 1; threads <= Math.min(2, processors); threads++) {
        sessions.add(new OnnxRuntimeModel(file, threads));
      }
      requireSame(heed, sessions.getFirst(), texts, tokens);
      // The compiler needs longer than the first load would wait for.
      ClosedLoop.run(1, 3 * options.effort().warmUpMillis(), (caller, turn) -> heed.embed(texts));
      for (int callers : CALLERS) {
        List<Side> sides = new ArrayList<>();
        sides.add(
            new Side(
                heed.name(),
                (caller, turn) -> heed.embed(List.of(texts.get(place(caller, turn, tokens)))),
                new ArrayList<>()));
        for (int s = 0; s < sessions.size(); s++) {
          OnnxRuntimeModel session = sessions.get(s);
          sides.add(
              new Side(
                  session.name() + ", " + (s + 1) + " intra-op",
                  (caller, turn) -> session.embed(tokens[place(caller, turn, tokens)]),
                  new ArrayList<>()));
        }
        load(callers, sides);
        report(work + ", " + callers + (callers == 1 ? " caller" : " callers"), callers, sides);
      }
    } finally {
      sessions.forEach(OnnxRuntimeModel::close);
    }
  }

  /** Callers go through the texts from places of their own. */
  private static int place(int caller, int turn, int[][] tokens) {
    return (int) ((caller * 7L + turn) % tokens.length);
  }

  private void load(int callers, List<Side> sides) {
    int millis = TURNS * options.effort().turnMillis();
    for (Side side : sides) {
      ClosedLoop.run(callers, options.effort().warmUpMillis(), side.service);
    }
    for (int round = 0; round < options.effort().rounds(); round++) {
      for (int turn = 0; turn < sides.size(); turn++) {
        Side side = sides.get((round + turn) % sides.size()); // nobody is always first
        Contest.letThreadsSleep();
        side.rounds.add(ClosedLoop.run(callers, millis, side.service));
      }
    }
  }

  private void report(String work, int callers, List<Side> sides) {
    Side heed = sides.getFirst();
    Side peer =
        sides.subList(1, sides.size()).stream()
            .min(Comparator.comparingDouble(side -> side.millisPerText().median()))
            .orElseThrow();
    for (Side side : List.of(heed, peer)) {
      Latencies all = Latencies.together(side.rounds);
      Timings p50 = side.percentile(50);
      Timings p99 = side.percentile(99);
      Timings perText = side.millisPerText();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("work", work);
      row.put("callers", callers);
      row.put("threads", processors);
      row.put("engine", side.name);
      row.put("calls", all.count());
      row.put("p50Millis", all.percentile(50));
      row.put("p50MinMillis", p50.min());
      row.put("p50MaxMillis", p50.max());
      row.put("p99Millis", all.percentile(99));
      row.put("p99MinMillis", p99.min());
      row.put("p99MaxMillis", p99.max());
      row.put("textsPerSecond", all.callsPerSecond());
      row.put("minTextsPerSecond", 1000 / perText.max());
      row.put("maxTextsPerSecond", 1000 / perText.min());
      double timesP50 = putRatios(row, "TimesFasterP50", heed.percentile(50), p50);
      double timesP99 = putRatios(row, "TimesFasterP99", heed.percentile(99), p99);
      double times = putRatios(row, "TimesThroughput", heed.millisPerText(), perText);
      results.add(row);
      if (side.equals(peer)) {
        median.add(PEER, work, timesP50);
        tail.add(PEER, work, timesP99);
        throughput.add(PEER, work, times);
      }
    }
  }

  /** Columns of the median, the least and the largest ratio of a round; gives the median. */
  private static double putRatios(
      Map<String, Object> row, String figure, Timings heed, Timings other) {
    double ratio = heed.timesFasterThan(other);
    row.put("heed" + figure, ratio);
    row.put("min" + figure, heed.leastTimesFasterThan(other));
    row.put("max" + figure, heed.mostTimesFasterThan(other));
    return ratio;
  }

  private static void requireSame(
      HeedModel heed, OnnxRuntimeModel session, List<String> texts, int[][] tokens) {
    float[][] ours = heed.embed(texts);
    float[][] theirs = new float[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      theirs[t] = session.embed(tokens[t])[0];
    }
    double distance = Vectors.distance(ours, theirs);
    if (!(distance <= SAME)) {
      throw new IllegalStateException(
          "%s and %s give different vectors: a component differs by %g"
              .formatted(heed.name(), session.name(), distance));
    }
  }
}
