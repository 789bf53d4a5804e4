package dev.heed.testkit.self;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.BackendContract;
import dev.heed.testkit.cases.Grid;

/** The right backend passes whole. */
class OracleContractTests extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new OracleProvider();
  }

  /** All cases run on every real backend. */
  @Override
  protected Grid grid() {
    return Grid.REDUCED;
  }
}
