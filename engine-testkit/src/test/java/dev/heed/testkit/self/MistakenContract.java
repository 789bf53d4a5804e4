package dev.heed.testkit.self;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.BackendContract;
import dev.heed.testkit.cases.Grid;
import java.util.List;

/**
 * The suite over the mistake of this JVM: run by {@link MistakesAreCaughtTest}, never by itself.
 */
class MistakenContract extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new OracleProvider();
  }

  @Override
  protected Grid grid() {
    return Grid.REDUCED;
  }

  @Override
  protected List<String> coldJvmArguments() {
    return List.of("-D" + Mistake.PROPERTY + "=" + Mistake.ofThisJvm());
  }
}
