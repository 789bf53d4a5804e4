package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.AtEveryWidth;
import dev.heed.cpu.simd.kernel.Lanes;
import dev.heed.cpu.simd.kernel.Widths;
import dev.heed.engine.BackendProvider;
import dev.heed.testkit.BackendContract;
import dev.heed.testkit.cases.Grid;
import java.util.List;

@AtEveryWidth
class SimdContractTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new SimdProvider();
  }

  /** Vectors wider than the processor's are emulated, some fifty times slower. */
  @Override
  protected Grid grid() {
    return Widths.isNative() ? Grid.FULL : Grid.REDUCED;
  }

  @Override
  protected List<String> coldJvmArguments() {
    return List.of(
        "--add-modules=jdk.incubator.vector",
        "-D" + Prerequisites.ALLOW_SLOW + "=true",
        "-D" + Lanes.BITS_PROPERTY + "=" + Lanes.bits());
  }
}
