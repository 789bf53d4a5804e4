package dev.heed.bench.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.heed.bench.HeedQueue;
import dev.heed.bench.gemm.GemmCase;
import dev.heed.bench.gemm.GemmOperands;
import dev.heed.engine.DeviceInfo;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClBlastTest {
  /** As Debian 12 has them. */
  @Test
  void theVersionIsTheEndOfItsFilesName() {
    assertThat(
            ClBlast.name(
                Stream.of(
                    "7f0c4a000000-7f0c4a028000 r--p 00000000 08:01 3 /usr/lib/libOpenCL.so.1.0.0",
                    "7f0c4b000000-7f0c4b123000 r--p 00000000 08:01 4 /usr/lib/libclblast.so.1.5.3")))
        .isEqualTo("CLBlast 1.5.3");
  }

  @Test
  void aFileWithoutAVersionIsCLBlastAllTheSame() {
    assertThat(ClBlast.name(Stream.of("7f0c4a-7f0c4b r--p 0 08:01 3 /opt/libclblast.so")))
        .isEqualTo("CLBlast");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void itsAnswerIsTheProduct(int rows) {
    Optional<ClBlast> library = ClBlast.find().engine();
    assumeThat(library).as("CLBlast on this system").isPresent();
    Optional<DeviceInfo> device = OpenClTable.find("gpu-opencl").engine();
    assumeThat(device).as("an OpenCL device").isPresent();
    GemmOperands operands = GemmOperands.of(new GemmCase(rows, 5, 7, 1));
    try (HeedQueue queue = new HeedQueue("gpu-opencl", "gemm", 1);
        ClBlastProduct product = new ClBlastProduct(library.orElseThrow(), queue, operands)) {
      GemmOperands.requireSame("CLBlast", product.answer(0), operands.product(0));
    }
  }
}
