package dev.heed.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A Python process that runs {@code bench/peers/peer.py}. It times its own work, so that the
 * conversation costs nothing; rounds of both sides interleave within one run.
 */
public final class PythonPeer implements AutoCloseable {
  /** The environment variable that names a Python with PyTorch. */
  public static final String VARIABLE = "HEED_BENCH_PYTHON";

  private static final Path SCRIPT = Path.of("bench", "peers", "peer.py");

  private final Process process;
  private final Conversation conversation;
  private int works;

  private PythonPeer(Process process) {
    this.process = process;
    BufferedReader answers = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    conversation =
        new Conversation("the Python peer", process.outputWriter(StandardCharsets.UTF_8), answers);
  }

  /**
   * The Python that {@link #VARIABLE} names, if it has what a table needs.
   *
   * @param engine what is missing in the table without it
   * @param module that it must be able to import
   */
  public static Peer<PythonPeer> fromEnvironment(String engine, String module) {
    String python = System.getenv(VARIABLE);
    if (python == null || python.isEmpty()) {
      return new Peer.LeftOut<>(
          engine, "left out: " + VARIABLE + " names no Python that has the module " + module);
    }
    PythonPeer peer = start(python, SCRIPT);
    if (peer.lacks(module)) {
      peer.close();
      return new Peer.LeftOut<>(
          engine, "left out: %s has no module %s; pip installs it".formatted(python, module));
    }
    return new Peer.Present<>(peer);
  }

  private boolean lacks(String module) {
    return !ask(Map.of("do", "modules", "names", List.of(module))).path("missing").isEmpty();
  }

  static PythonPeer start(String python, Path script) {
    try {
      return new PythonPeer(
          new ProcessBuilder(List.of(python, "-u", script.toString()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s, which %s names, does not start".formatted(python, VARIABLE), e);
    }
  }

  /**
   * Prepares work for it.
   *
   * @param kind a kind that the script knows
   * @param facts what that kind needs
   */
  public PythonWork prepare(String kind, int threads, Map<String, ?> facts) {
    String id = kind + "-" + works++;
    Map<String, Object> question = new LinkedHashMap<>(facts);
    question.put("do", kind);
    question.put("id", id);
    JsonNode answer = ask(question);
    return new PythonWork(this, id, answer.path("engine").asString(), threads);
  }

  JsonNode ask(Map<String, ?> question) {
    return conversation.ask(question);
  }

  /** Ends the process; it ends by itself when nobody asks any more. */
  @Override
  public void close() {
    try {
      process.outputWriter(StandardCharsets.UTF_8).close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the Python peer was gone before its end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
    }
  }
}
