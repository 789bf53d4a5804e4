package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.AtEveryWidth;
import dev.heed.cpu.simd.kernel.Lanes;
import dev.heed.cpu.simd.kernel.Widths;
import dev.heed.engine.BackendProvider;
import dev.heed.testkit.BackendContract;
import dev.heed.testkit.cases.Grid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

@AtEveryWidth
class SimdContractTest extends BackendContract {
  private static final String ADD_MODULE = "--add-modules=jdk.incubator.vector";

  /** What a JVM needs where nothing is compiled, with the vectors of this one. */
  static final List<String> COLD_JVM =
      List.of(
          ADD_MODULE,
          "-D" + Prerequisites.ALLOW_SLOW + "=true",
          bits(Lanes.bits()),
          registers(Widths.registers()));

  /** JVMs with vectors of every width, by what they are. */
  static final Map<String, List<String>> OTHER_VECTORS = otherVectors();

  @Override
  protected BackendProvider provider() {
    return new SimdProvider();
  }

  /**
   * Vectors of 128 bits run the code of the wider ones: some cases tell whether they can. {@code
   * HEED_WIDTHS_GRID} chooses some for all but the processor's own vectors.
   */
  @Override
  protected Grid grid() {
    boolean narrow =
        Widths.areForced()
            && (Lanes.bits() == 128 || "reduced".equals(System.getenv("HEED_WIDTHS_GRID")));
    return Widths.areEmulated() || narrow ? Grid.REDUCED : Grid.FULL;
  }

  @Override
  protected List<String> coldJvmArguments() {
    return COLD_JVM;
  }

  /** Row reductions have a fixed number of partial sums, so the width of vectors does not show. */
  @Override
  protected Map<String, List<String>> furtherJvms() {
    // The run with the processor's own vectors compares them all.
    return Widths.areForced() ? Map.of() : OTHER_VECTORS;
  }

  private static Map<String, List<String>> otherVectors() {
    Map<String, List<String>> jvms = new LinkedHashMap<>();
    for (int bits : new int[] {128, 256, 512}) {
      int registers = bits == 512 ? 32 : 16;
      jvms.put(
          "with %d vectors of %d bits".formatted(registers, bits),
          List.of(ADD_MODULE, bits(bits), registers(registers)));
    }
    return jvms;
  }

  private static String bits(int bits) {
    return "-D" + Lanes.BITS_PROPERTY + "=" + bits;
  }

  private static String registers(int registers) {
    return "-D" + Lanes.REGISTERS_PROPERTY + "=" + registers;
  }
}
