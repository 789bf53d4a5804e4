package dev.heed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * A table with the machine, the command and the date beside it, as JSON and as CSV.
 *
 * @param table what was measured, also the file's name
 * @param command how to measure it again
 * @param rows one map per row, all with the same keys
 */
public record ResultsFile(String table, String command, List<Map<String, Object>> rows) {

  /** Writes {@code <table>-<date>-<label>.json} and {@code .csv} into a folder. */
  public void write(Path folder, String label) throws IOException {
    Files.createDirectories(folder);
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("table", table);
    document.put("date", date);
    document.put("command", command);
    document.put("machine", Machine.facts());
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
