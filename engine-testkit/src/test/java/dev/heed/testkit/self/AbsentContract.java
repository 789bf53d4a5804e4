package dev.heed.testkit.self;

import dev.heed.engine.BackendProvider;
import dev.heed.testkit.BackendContract;

/** The suite of a backend without a device: run by {@link AbsenceTest}, never by itself. */
class AbsentContract extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new AbsentProvider();
  }

  /** One that may be. */
  static class Excused extends AbsentContract {
    @Override
    protected boolean mayBeAbsent() {
      return true;
    }
  }
}
