package dev.heed.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Python of the user's choice that runs {@code bench/peers/peer.py}. */
public final class PythonPeer implements AutoCloseable {
  /** The environment variable that names a Python with the modules that tables need. */
  public static final String VARIABLE = "HEED_BENCH_PYTHON";

  private static final Path SCRIPT = Path.of("bench", "peers", "peer.py");

  private final PeerProcess process;

  private PythonPeer(PeerProcess process) {
    this.process = process;
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
    return !process
        .ask(Map.of("do", "modules", "names", List.of(module)))
        .path("missing")
        .isEmpty();
  }

  static PythonPeer start(String python, Path script) {
    try {
      return new PythonPeer(
          PeerProcess.start("the Python peer", List.of(python, "-u", script.toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s, which %s names, does not start".formatted(python, VARIABLE), e);
    }
  }

  /** The process that does the work. */
  public PeerProcess process() {
    return process;
  }

  /**
   * Prepares work for it.
   *
   * @param kind a kind that the script knows
   * @param facts what that kind needs
   */
  public PeerWork prepare(String kind, int threads, Map<String, ?> facts) {
    return process.prepare(kind, threads, facts);
  }

  /** Ends the process; it ends by itself when nobody asks any more. */
  @Override
  public void close() {
    process.close();
  }
}
