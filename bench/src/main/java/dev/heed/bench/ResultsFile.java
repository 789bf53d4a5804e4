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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A table with the machine, the command and the date beside it, as JSON, as CSV and as charts. */
public final class ResultsFile {
  private static final int SIGNIFICANT_DIGITS = 4;

  private final TableOptions options;
  private final String method;
  private final Map<String, String> machine = Machine.facts();
  private final Map<Integer, Map<String, Double>> limits = new LinkedHashMap<>();
  private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();

  /**
   * Begins a table, and warns where the machine is not quiet.
   *
   * @param options what is measured, and where it is written
   * @param method what a reader must know to believe the figures
   */
  public ResultsFile(TableOptions options, String method) {
    this.options = options;
    this.method = method;
    double load = Machine.load();
    if (load > 0.5) {
      System.err.printf(
          Locale.ROOT,
          "The load of this machine is %.1f: something else is running, and figures will suffer.%n",
          load);
    }
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
    Files.writeString(folder.resolve(name + ".csv"), csv());
    for (Chart chart : charts) {
      chart.write(folder.resolve(name + "-" + chart.name() + ".png"));
    }
    System.out.printf(
        "%nwritten: %s.json, .csv and %d charts%n", folder.resolve(name), charts.size());
  }

  private String csv() {
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(String.join(",", rows.getFirst().keySet())).append('\n');
    for (Map<String, @Nullable Object> row : rows) {
      text.append(row.values().stream().map(ResultsFile::cell).collect(Collectors.joining(",")))
          .append('\n');
    }
    return text.toString();
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
