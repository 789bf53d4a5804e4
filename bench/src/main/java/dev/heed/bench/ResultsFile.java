package dev.heed.bench;

import dev.heed.bench.chart.Chart;
import dev.heed.bench.limit.MachineLimits;
import dev.heed.bench.peer.Peer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A table as JSON, as CSV and as charts. Both files say on which machine, when and by which command
 * it was measured: JSON beside the rows and at length, CSV in columns of each row, so that rows of
 * several files can be put together.
 */
public final class ResultsFile {
  private static final int SIGNIFICANT_DIGITS = 4;

  private final TableOptions options;
  private final String method;
  private final Map<String, String> machine = Machine.facts();
  private final Map<Integer, Map<String, Double>> limits = new LinkedHashMap<>();
  private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();

  /**
   * Begins a table on a machine that is quiet, after a wait for it, or a warning that it is not. A
   * quick table does not wait.
   *
   * @param options what is measured, and where it is written
   * @param method what a reader must know to believe the figures
   */
  public static ResultsFile begin(TableOptions options, String method) {
    QuietMachine machine = QuietMachine.here();
    if (options.quick()) {
      machine.warn();
    } else {
      machine.await();
    }
    return new ResultsFile(options, method);
  }

  /**
   * Begins a table.
   *
   * @param options what is measured, and where it is written
   * @param method what a reader must know to believe the figures
   */
  ResultsFile(TableOptions options, String method) {
    this.options = options;
    this.method = method;
  }

  /** Adds a row, its figures rounded; all rows have the same keys. Null is no figure. */
  public void add(Map<String, ? extends @Nullable Object> row) {
    Map<String, @Nullable Object> rounded = new LinkedHashMap<>();
    row.forEach((name, value) -> rounded.put(name, value instanceof Double d ? rounded(d) : value));
    rows.add(rounded);
    System.out.println(rounded);
  }

  /** Adds a row without figures for a peer that is not here; needs a row before it. */
  public void addLeftOut(Peer<?> peer) {
    if (peer instanceof Peer.LeftOut<?> leftOut && !rows.isEmpty()) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      rows.getFirst().keySet().forEach(key -> row.put(key, null));
      row.put("work", "all");
      row.put("engine", leftOut.name() + ", " + leftOut.why());
      add(row);
    }
  }

  /** Notes what the machine could do at best. */
  public void addLimits(MachineLimits measured) {
    Map<String, Double> facts = new LinkedHashMap<>();
    measured.facts().forEach((name, value) -> facts.put(name, rounded(value)));
    limits.put(measured.threads(), facts);
  }

  /** The rows so far, for charts. */
  public List<Map<String, @Nullable Object>> rows() {
    return Collections.unmodifiableList(rows);
  }

  /**
   * Writes {@code <table>-<date>-<label>.json} and {@code .csv}, and each chart as {@code
   * <table>-<date>-<label>-<chart>.png}.
   */
  public void write(List<? extends Chart> charts) throws IOException {
    Path folder = options.folder();
    Files.createDirectories(folder);
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    machine.put("loadAtTheEnd", String.format(Locale.ROOT, "%.1f", Machine.load()));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("table", options.table());
    document.put("date", date);
    document.put("command", options.command());
    document.put("method", method);
    document.put("machine", machine);
    if (!limits.isEmpty()) {
      document.put("limitsByThreads", limits);
    }
    document.put("rows", rows);
    String name = options.fileName() + "-" + date + "-" + options.label();
    String json =
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    Files.writeString(folder.resolve(name + ".json"), json + "\n");
    Files.writeString(folder.resolve(name + ".csv"), csv(origin(date)));
    for (Chart chart : charts) {
      chart.write(folder.resolve(name + "-" + chart.name() + ".png"));
    }
    System.out.printf(
        "%nwritten: %s.json, .csv and %d charts%n", folder.resolve(name), charts.size());
  }

  /** Where a row comes from: the last columns of the CSV. */
  private Map<String, String> origin(String date) {
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put("machine", options.label());
    for (String fact : List.of("cpu", "processors", "jdk", "commit")) {
      origin.put(fact, Objects.requireNonNull(machine.get(fact)));
    }
    origin.put("date", date);
    origin.put("command", options.command());
    return origin;
  }

  private String csv(Map<String, String> origin) {
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(line(rows.getFirst().keySet(), origin.keySet()));
    for (Map<String, @Nullable Object> row : rows) {
      text.append(line(row.values(), origin.values()));
    }
    return text.toString();
  }

  private static String line(
      Collection<? extends @Nullable Object> figures, Collection<String> origin) {
    List<@Nullable Object> cells = new ArrayList<>(figures);
    cells.addAll(origin);
    return cells.stream().map(ResultsFile::cell).collect(Collectors.joining(",", "", "\n"));
  }

  private static String cell(@Nullable Object value) {
    String text = value == null ? "" : value.toString();
    boolean quote = text.contains(",") || text.contains("\"");
    return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  private static double rounded(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(SIGNIFICANT_DIGITS)).doubleValue()
        : value;
  }
}
