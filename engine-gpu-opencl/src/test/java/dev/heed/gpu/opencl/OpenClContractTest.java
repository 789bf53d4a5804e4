package dev.heed.gpu.opencl;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.BackendContract;
import dev.heed.testkit.cases.Grid;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class OpenClContractTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new OpenClProvider();
  }

  @Override
  protected boolean mayBeAbsent() {
    return OpenClMachine.mayLackDevices();
  }

  /**
   * A driver on the processor takes minutes for all cases: {@code HEED_OPENCL_GRID} chooses some.
   */
  @Override
  protected Grid grid() {
    return "reduced".equals(System.getenv("HEED_OPENCL_GRID")) ? Grid.REDUCED : Grid.FULL;
  }

  /** No kernel reads blocks yet. */
  @Override
  protected Set<String> knownUnsupported() {
    Set<String> features = new HashSet<>();
    for (String type : List.of("Q8_0", "Q4_0", "Q4_1")) {
      features.add("copy[%s to F32]".formatted(type));
      for (String op :
          List.of(
              "gatherRows",
              "linear",
              "linearGradient",
              "gatedMlp",
              "packedLinear",
              "packedGatedMlp")) {
        features.add("%s[%s]".formatted(op, type));
      }
    }
    return features;
  }

  /** The device has its own. */
  @Override
  protected boolean usesThreads() {
    return false;
  }

  @Override
  protected List<String> coldJvmArguments() {
    return List.of("--enable-native-access=ALL-UNNAMED");
  }
}
