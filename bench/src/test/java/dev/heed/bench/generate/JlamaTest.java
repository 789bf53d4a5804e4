package dev.heed.bench.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.bench.peer.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JlamaTest {
  @TempDir private Path folder;

  @Test
  void itIsLeftOutUntilItsFolderIsMade() throws IOException {
    SmolLm2 files = new SmolLm2(folder);
    Path wanted = folder.resolve("smollm2-135m-instruct-bf16");
    assertThat(Jlama.of(files, "amd64"))
        .isEqualTo(
            new Peer.LeftOut<>(
                "jlama",
                "left out: there is no " + wanted + "; bench/peers/bf16_folder.py makes it"));
    Files.createFile(Files.createDirectory(wanted).resolve("model.safetensors"));
    assertThat(Jlama.of(files, "amd64")).isEqualTo(new Peer.Present<>(new Jlama(wanted)));
  }

  @Test
  void itIsLeftOutOnProcessorsForWhichItLacksAProduct() {
    assertThat(Jlama.of(new SmolLm2(folder), "aarch64"))
        .isInstanceOfSatisfying(
            Peer.LeftOut.class,
            leftOut -> assertThat(leftOut.why()).startsWith("left out: on aarch64 it has no"));
  }
}
