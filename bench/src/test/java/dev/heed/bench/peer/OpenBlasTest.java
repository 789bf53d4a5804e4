package dev.heed.bench.peer;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenBlasTest {
  /** As OpenBLAS 0.3.21 of Debian 12 has it. */
  @Test
  void theVersionIsTheBeginningOfItsConfiguration() {
    assertThat(OpenBlas.version("OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY "))
        .isEqualTo("OpenBLAS 0.3.21");
  }

  /** One row goes another way than two: both by hand, [1, 2, 3] · [[1, 1, 1], [0, 2, 0]]ᵀ first. */
  @Test
  void oneRowIsMultipliedLikeMany() {
    Optional<OpenBlas> found = OpenBlas.find().engine();
    assumeThat(found).as("OpenBLAS on this system").isPresent();
    OpenBlas library = found.orElseThrow();
    assertThat(product(library, 1, new float[] {1, 2, 3})).containsExactly(6, 4);
    assertThat(product(library, 2, new float[] {1, 2, 3, 4, 5, 6})).containsExactly(6, 4, 15, 10);
  }

  private static float[] product(OpenBlas library, int rows, float[] in) {
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment a = memory.allocateFrom(JAVA_FLOAT, in);
      MemorySegment b = memory.allocateFrom(JAVA_FLOAT, 1, 1, 1, 0, 2, 0);
      MemorySegment c = memory.allocate(JAVA_FLOAT, 2L * rows);
      library.multiply(rows, 2, 3, a, b, c);
      return c.toArray(JAVA_FLOAT);
    }
  }

  @Test
  void aConfigurationOfOneWordIsTheVersion() {
    assertThat(OpenBlas.version("OpenBLAS")).isEqualTo("OpenBLAS");
  }
}
