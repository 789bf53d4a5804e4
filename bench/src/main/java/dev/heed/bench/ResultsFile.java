package dev.heed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A table with the machine, the command and the date beside it, as JSON and as CSV. */
public final class ResultsFile {
  private final String table;
  private final String command;
  private final String method;
  private final Map<String, String> machine = Machine.facts();
  private final List<Map<String, Object>> rows = new ArrayList<>();

  /**
   * Begins a table, and warns where the machine is not quiet.
   *
   * @param table what is measured, also the file's name
   * @param command how to measure it again
   * @param method what a reader must know to believe the figures
   */
  public ResultsFile(String table, String command, String method) {
    this.table = table;
    this.command = command;
    this.method = method;
    double load = Machine.load();
    if (load > 0.5) {
      System.err.printf(
          Locale.ROOT,
          "The load of this machine is %.1f: something else is running, and figures will suffer.%n",
          load);
    }
  }

  /** Adds a row; all rows have the same keys. */
  public void add(Map<String, Object> row) {
    rows.add(row);
    System.out.println(row);
  }

  /** Writes {@code <table>-<date>-<label>.json} and {@code .csv} into a folder. */
  public void write(Path folder, String label) throws IOException {
    Files.createDirectories(folder);
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    machine.put("loadAtTheEnd", String.format(Locale.ROOT, "%.1f", Machine.load()));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("table", table);
    document.put("date", date);
    document.put("command", command);
    document.put("method", method);
    document.put("machine", machine);
    document.put("rows", rows);
    String name = table + "-" + date + "-" + label;
    String json =
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    Files.writeString(folder.resolve(name + ".json"), json + "\n");
    Files.writeString(folder.resolve(name + ".csv"), csv());
  }

  private String csv() {
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(String.join(",", rows.getFirst().keySet())).append('\n');
    for (Map<String, Object> row : rows) {
      text.append(row.values().stream().map(ResultsFile::cell).collect(Collectors.joining(",")))
          .append('\n');
    }
    return text.toString();
  }

  private static String cell(Object value) {
    String text = String.valueOf(value);
    boolean quote = text.contains(",") || text.contains("\"");
    return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
