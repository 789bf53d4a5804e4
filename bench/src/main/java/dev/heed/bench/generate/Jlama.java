package dev.heed.bench.generate;

import dev.heed.bench.peer.JavaCommand;
import dev.heed.bench.peer.Peer;
import dev.heed.bench.peer.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Jlama, whose jars Maven brings. It reads no GGUF: it gets the weights of the file in Q4_1 in
 * BF16.
 *
 * @param folder as Hugging Face has it
 */
record Jlama(Path folder) {
  /** Of the jars, for tables. */
  static final String VERSION = "0.8.4";

  private static final String NAME = "jlama";

  /** Needs the jars, and so is not named by its class here. */
  private static final String WORKER = "dev.heed.bench.generate.JlamaWorker";

  /** Its methods that are inlined by the list of rules which it is started with. */
  private static final List<String> INLINED =
      List.of(
          "tensor.operations.PanamaTensorOperations::dotProduct*",
          "tensor.operations.PanamaTensorOperations::quantize*",
          "tensor.operations.PanamaTensorOperations*::mpack*",
          "tensor.AbstractTensor::getOffset*",
          "tensor.*::getVector*");

  /**
   * The folder beside the GGUF files, if it is there.
   *
   * @param architecture of the processor, as the JDK calls it
   */
  static Peer<Jlama> of(SmolLm2 files, String architecture) {
    if (!architecture.equals("amd64")) {
      return new Peer.LeftOut<>(
          NAME,
          "left out: on %s it has no product of F32 and Q4, which it needs for this model's width"
              .formatted(architecture));
    }
    Path folder = files.folder().resolve("smollm2-135m-instruct-bf16");
    return Files.isReadable(folder.resolve("model.safetensors"))
        ? new Peer.Present<>(new Jlama(folder))
        : new Peer.LeftOut<>(
            NAME,
            "left out: there is no %s; bench/peers/bf16_folder.py makes it".formatted(folder));
  }

  /** With the flags that its own launcher has, but for checks of what it asserts. */
  PeerProcess start() {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0",
                "--add-opens=jdk.incubator.vector/jdk.incubator.vector=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--enable-preview",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+AlignVector",
                "-XX:CompileCommand=quiet",
                "-Dslf4j.internal.verbosity=ERROR"));
    INLINED.forEach(
        method -> flags.add("-XX:CompileCommand=inline,com.github.tjake.jlama." + method));
    try {
      return PeerProcess.start(NAME, JavaCommand.of(WORKER, flags, List.of()));
    } catch (IOException e) {
      throw new UncheckedIOException("a JVM for Jlama does not start", e);
    }
  }
}
