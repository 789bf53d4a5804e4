package dev.heed.bench.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.bench.peer.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Llama3JavaTest {
  @TempDir private Path folder;

  @Test
  void itIsLeftOutWhereItsClassesAreNot() {
    assertThat(Llama3Java.of(""))
        .isEqualTo(
            new Peer.LeftOut<>(
                "llama3.java",
                "left out: HEED_BENCH_LLAMA3 names no folder or jar of its classes"));
    assertThat(Llama3Java.of(folder.toString())).isInstanceOf(Peer.LeftOut.class);
  }

  @Test
  void aFolderOfClassesWillDo() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("com").resolve("llama4j"));
    Files.createFile(classes.resolve("Llama3.class"));
    assertThat(Llama3Java.of(folder.toString()))
        .isEqualTo(new Peer.Present<>(new Llama3Java(folder)));
  }
}
