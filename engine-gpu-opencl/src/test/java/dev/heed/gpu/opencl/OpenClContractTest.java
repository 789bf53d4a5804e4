package dev.heed.gpu.opencl;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.BackendContract;
import java.util.List;

class OpenClContractTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new OpenClProvider();
  }

  @Override
  protected boolean mayBeAbsent() {
    return OpenClMachine.mayLackDevices();
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
