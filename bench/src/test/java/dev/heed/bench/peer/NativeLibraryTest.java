package dev.heed.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
  @Test
  void aLibraryThatIsNotHereIsLeftOutByName() {
    Peer<NativeLibrary> peer =
        NativeLibrary.find(
            "gemms", "HEED_BENCH_GEMMS", List.of("libgemms.so.9", "gemms.dll"), found -> found);
    assertThat(peer)
        .isEqualTo(
            new Peer.LeftOut<>(
                "gemms",
                "left out: none of libgemms.so.9, gemms.dll is on this system; HEED_BENCH_GEMMS"
                    + " may name the file"));
  }
}
