package dev.heed.bench.saved;

import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.peer.PythonPeer;
import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Saves models, lets Python's libraries load them, compares what both compute, and writes {@code
 * saved-<date>-<label>}. A difference above the tolerance ends the program with an error.
 */
public final class SavedTable {
  private static final double TOLERANCE = 1e-4;

  private static final String METHOD =
      "Heed makes small models with random parameters, computes with them while they can be learned,"
          + " changes of low rank beside their weights among them, and saves them; Python loads each"
          + " folder with the library that it is for and computes the same texts, one at a time."
          + " Adapters made by peft go the other way: Heed merges them while it loads."
          + " difference is the greatest between any two values, relative is that divided by the"
          + " greatest value; above 1e-4 the command fails. problems counts parameters that a file"
          + " has too many or too few for the library, and labels that differ";

  private SavedTable() {}

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("saved", arguments, SavedTable::run);
  }

  private static void run(TableOptions options) throws IOException, InterruptedException {
    options.requireNoPart();
    String python = System.getenv(PythonPeer.VARIABLE);
    if (python == null || python.isEmpty()) {
      System.err.printf(
          "%s must name a Python with torch, transformers, sentence-transformers and peft%n",
          PythonPeer.VARIABLE);
      System.exit(66);
    }
    ResultsFile results = ResultsFile.begin(options, METHOD);
    Path home = Files.createTempDirectory("heed-bench-saved");
    try {
      try (Backend backend = Backends.open()) {
        List<SavedCase> cases = new SavedModels(backend, home).write();
        Files.writeString(
            home.resolve("cases.json"), JsonMapper.shared().writeValueAsString(cases));
      }
      List<JsonNode> answers = new ArrayList<>(ask(python, home));
      ask(python, home, "make");
      try (Backend backend = Backends.open()) {
        answers.addAll(new MadeAdapters(backend, home).compare());
      }
      answers.forEach(answer -> results.add(row(answer)));
      results.write(List.of());
      List<String> wrong =
          answers.stream().filter(SavedTable::isWrong).map(JsonNode::toString).toList();
      if (!wrong.isEmpty()) {
        System.err.println("they differ: " + String.join("\n", wrong));
        System.exit(1);
      }
    } finally {
      delete(home);
    }
  }

  private static List<JsonNode> ask(String python, Path home, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(python, "bench/peers/saved_models.py", home.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<JsonNode> answers = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(JsonMapper.shared().readTree(line));
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException("bench/peers/saved_models.py ended with an error");
    }
    return answers;
  }

  private static double relative(JsonNode answer) {
    return answer.get("difference").asDouble() / answer.get("greatest").asDouble();
  }

  /** NaN is wrong, too. */
  private static boolean isWrong(JsonNode answer) {
    return !(relative(answer) <= TOLERANCE) || !answer.get("problems").isEmpty();
  }

  private static Map<String, @Nullable Object> row(JsonNode answer) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("model", answer.get("name").asString());
    row.put("loadedBy", answer.get("by").asString());
    row.put("values", answer.get("values").asInt());
    row.put("greatest", answer.get("greatest").asDouble());
    row.put("difference", answer.get("difference").asDouble());
    row.put("relative", relative(answer));
    row.put("problems", answer.get("problems").size());
    return row;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
