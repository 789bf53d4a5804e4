package dev.heed.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A child process that does the work of another engine. It times its own work, so that the
 * conversation costs nothing; rounds of both sides interleave within one run.
 */
public final class PeerProcess implements AutoCloseable {
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

  private final String name;
  private final Process process;
  private final Conversation conversation;
  private int works;

  private PeerProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    BufferedReader answers = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    conversation = new Conversation(name, process.outputWriter(StandardCharsets.UTF_8), answers);
  }

  /**
   * Starts it.
   *
   * @param name what error texts call it
   * @throws IOException when there is no such program
   */
  public static PeerProcess start(String name, List<String> command) throws IOException {
    return new PeerProcess(
        name, new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /**
   * Prepares work for it.
   *
   * @param kind a kind that it knows
   * @param facts what that kind needs
   */
  public PeerWork prepare(String kind, int threads, Map<String, ?> facts) {
    String id = kind + "-" + works++;
    Map<String, Object> question = new LinkedHashMap<>(facts);
    question.put("do", kind);
    question.put("id", id);
    JsonNode answer = ask(question);
    return new PeerWork(this, id, answer.path("engine").asString(), threads);
  }

  /** The most memory that it has had resident so far; empty where the system does not say. */
  public OptionalLong peakBytes() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .map(PEAK::matcher)
          .filter(Matcher::matches)
          .mapToLong(line -> Long.parseLong(line.group(1)) << 10)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("%s was gone before its end".formatted(name), e);
    }
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
      throw new UncheckedIOException("%s was gone before its end".formatted(name), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
    }
  }
}
