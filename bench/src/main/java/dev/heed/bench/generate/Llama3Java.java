package dev.heed.bench.generate;

import dev.heed.bench.peer.JavaCommand;
import dev.heed.bench.peer.Peer;
import dev.heed.bench.peer.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * llama3.java, which its user has compiled.
 *
 * @param classes a folder of classes, or a jar
 */
record Llama3Java(Path classes) {
  /** The environment variable that names the classes. */
  static final String VARIABLE = "HEED_BENCH_LLAMA3";

  private static final String NAME = "llama3.java";

  /** What the variable names, if it is there. */
  static Peer<Llama3Java> of(String classes) {
    if (classes.isEmpty()) {
      return new Peer.LeftOut<>(
          NAME, "left out: " + VARIABLE + " names no folder or jar of its classes");
    }
    Path path = Path.of(classes);
    if (!Files.isRegularFile(path)
        && !Files.isReadable(path.resolve(Path.of("com", "llama4j", "Llama3.class")))) {
      return new Peer.LeftOut<>(
          NAME, "left out: %s is no jar and holds no com/llama4j/Llama3.class".formatted(path));
    }
    return new Peer.Present<>(new Llama3Java(path));
  }

  /** With the flags that its first lines ask for, and its caller among so many threads. */
  PeerProcess start(int threads) {
    List<String> flags =
        List.of(
            "--enable-preview",
            "--add-modules=jdk.incubator.vector",
            "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0",
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + (threads - 1));
    try {
      return PeerProcess.start(
          NAME, JavaCommand.of(Llama3JavaWorker.class.getName(), flags, List.of(classes)));
    } catch (IOException e) {
      throw new UncheckedIOException("a JVM for llama3.java does not start", e);
    }
  }
}
