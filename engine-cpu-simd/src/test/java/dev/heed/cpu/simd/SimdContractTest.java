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

  @Override
  protected BackendProvider provider() {
    return new SimdProvider();
  }

  @Override
  protected Grid grid() {
    return Widths.areEmulated() ? Grid.REDUCED : Grid.FULL;
  }

  @Override
  protected List<String> coldJvmArguments() {
    return List.of(ADD_MODULE, "-D" + Prerequisites.ALLOW_SLOW + "=true", bits(Lanes.bits()));
  }

  /** Row reductions have a fixed number of partial sums, so the width of vectors does not show. */
  @Override
  protected Map<String, List<String>> furtherJvms() {
    if (Widths.areForced()) {
      return Map.of(); // the run at the processor's own width compares them all
    }
    Map<String, List<String>> jvms = new LinkedHashMap<>();
    for (int bits : new int[] {128, 256, 512}) {
      jvms.put("with vectors of " + bits + " bits", List.of(ADD_MODULE, bits(bits)));
    }
    return jvms;
  }

  private static String bits(int bits) {
    return "-D" + Lanes.BITS_PROPERTY + "=" + bits;
  }
}
