package dev.heed.bench.peer;

import dev.heed.bench.Contestant;
import java.nio.file.Path;
import java.util.Map;

/** Work that lies prepared in another process. */
public final class PeerWork implements Contestant {
  private final PeerProcess peer;
  private final String id;
  private final String engine;
  private final int threads;

  PeerWork(PeerProcess peer, String id, String engine, int threads) {
    this.peer = peer;
    this.id = id;
    this.engine = engine;
    this.threads = threads;
  }

  @Override
  public String name() {
    return engine;
  }

  @Override
  public double millis(int calls) {
    return peer.ask(Map.of("do", "time", "id", id, "threads", threads, "calls", calls))
        .path("millis")
        .asDouble();
  }

  /** What it computed, row after row, little-endian floats, by way of a file. */
  public float[] answer(int which, Path scratch) {
    peer.ask(
        Map.of(
            "do",
            "answer",
            "id",
            id,
            "threads",
            threads,
            "which",
            which,
            "into",
            scratch.toAbsolutePath().toString()));
    return FloatFile.read(scratch);
  }

  @Override
  public void close() {
    peer.ask(Map.of("do", "drop", "id", id));
  }
}
