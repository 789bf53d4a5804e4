package dev.heed.bench.fewshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of a table that takes hours, each kept when it is done: the next run goes on behind
 * them.
 */
final class KeptRows {
  private static final String CASE = "case";

  /** Rows that were kept once had it; on a machine that others use too it says nothing. */
  private static final String SECONDS = "seconds";

  private final Path file;
  private final Map<String, Map<String, @Nullable Object>> done = new LinkedHashMap<>();

  /** Those of a file, which need not be there. */
  KeptRows(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        Map<String, @Nullable Object> row =
            JsonMapper.shared().readValue(line, new TypeReference<>() {});
        row.remove(SECONDS);
        done.put(String.valueOf(row.remove(CASE)), row);
      }
    }
  }

  /** The row of a case, measured now where it was not before. */
  Map<String, @Nullable Object> row(String name, Supplier<Map<String, @Nullable Object>> measured)
      throws IOException {
    Map<String, @Nullable Object> row = done.get(name);
    if (row == null) {
      row = measured.get();
      Map<String, @Nullable Object> named = new LinkedHashMap<>(Map.of(CASE, name));
      named.putAll(row);
      Files.writeString(
          file,
          JsonMapper.shared().writeValueAsString(named) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    return row;
  }
}
