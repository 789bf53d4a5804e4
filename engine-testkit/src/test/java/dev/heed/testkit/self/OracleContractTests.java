package dev.heed.testkit.self;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.BackendContract;

/** The right backend passes whole. */
class OracleContractTests extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new OracleProvider();
  }
}
