package dev.heed.bench.peer;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The other end of a {@link PeerProcess} that is a JVM: does the work of an engine that wants JVM
 * flags of its own, or jars. It answers the questions that {@code bench/peers/peer.py} answers, but
 * for that after modules.
 */
public final class WorkServer {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, Kind> kinds;
  private final Map<String, Work> works = new HashMap<>();

  private WorkServer(Map<String, Kind> kinds) {
    this.kinds = kinds;
  }

  /** Work of an engine, prepared. */
  public interface Work {
    /** The engine and its version, as the table names it. */
    String engine();

    /** Does it once. */
    void call() throws Exception;

    /** What it computes. */
    float[] answer() throws Exception;
  }

  /** One kind of work. */
  @FunctionalInterface
  public interface Kind {
    /** Prepares some of it. */
    Work prepare(JsonNode facts) throws Exception;
  }

  /** Answers questions until nobody asks any more; what the engine prints goes elsewhere. */
  public static void serve(Map<String, Kind> kinds) throws IOException {
    try (PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
      System.setOut(System.err);
      serve(kinds, new InputStreamReader(System.in, StandardCharsets.UTF_8), answers);
    }
  }

  static void serve(Map<String, Kind> kinds, Reader questions, PrintStream answers)
      throws IOException {
    WorkServer server = new WorkServer(kinds);
    BufferedReader lines = new BufferedReader(questions);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      answers.println(JSON.writeValueAsString(server.answer(line)));
    }
  }

  /** Whatever went wrong, the other side must hear of it. */
  private Map<String, Object> answer(String line) {
    try {
      return answer(JSON.readTree(line));
    } catch (Exception e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Map.of("error", e + (cause.equals(e) ? "" : ", by " + cause));
    }
  }

  private Map<String, Object> answer(JsonNode question) throws Exception {
    String wanted = question.path("do").asString();
    String id = question.path("id").asString();
    return switch (wanted) {
      case "time" -> Map.of("millis", millis(work(id), question.path("calls").asInt()));
      case "answer" -> {
        FloatFile.write(Path.of(question.path("into").asString()), work(id).answer());
        yield Map.of();
      }
      case "drop" -> {
        work(id);
        works.remove(id);
        yield Map.of();
      }
      default -> {
        @Nullable Kind kind = kinds.get(wanted);
        if (kind == null) {
          throw new IllegalArgumentException("nothing is called '%s'".formatted(wanted));
        }
        Work work = kind.prepare(question);
        works.put(id, work);
        yield Map.of("engine", work.engine());
      }
    };
  }

  private static double millis(Work work, int calls) throws Exception {
    long start = System.nanoTime();
    for (int c = 0; c < calls; c++) {
      work.call();
    }
    return (System.nanoTime() - start) / 1e6 / calls;
  }

  private Work work(String id) {
    return Objects.requireNonNull(works.get(id), () -> "no work is called '%s'".formatted(id));
  }
}
