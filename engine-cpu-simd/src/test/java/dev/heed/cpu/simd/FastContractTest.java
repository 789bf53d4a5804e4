package dev.heed.cpu.simd;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.Compute;
import dev.heed.testkit.BackendContract;
import dev.heed.testkit.cases.Grid;
import java.util.List;
import java.util.Map;

/**
 * With {@link Compute#FAST} the contract holds too, but for what rounding does to packed weights.
 * Every op without one is as in {@link SimdContractTest}, so that fewer cases will do, and other
 * vectors are compared by their bits alone.
 */
class FastContractTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new SimdProvider();
  }

  @Override
  protected Grid grid() {
    return Grid.REDUCED;
  }

  @Override
  protected List<String> coldJvmArguments() {
    return SimdContractTest.COLD_JVM;
  }

  @Override
  protected Map<String, List<String>> furtherJvms() {
    return SimdContractTest.OTHER_VECTORS;
  }

  @Override
  protected BackendOptions options() {
    return BackendOptions.DEFAULT.withCompute(Compute.FAST);
  }

  /** Whole multiples of the 127th part of the greatest, a half itself, to the nearest. */
  @Override
  protected double packedWeightError() {
    return 0.5003 / 127;
  }
}
