package dev.heed.testkit;

import dev.heed.engine.Availability;
import dev.heed.engine.BackendProvider;
import org.opentest4j.TestAbortedException;

/** That a machine has no device for a backend, which is no failure of the backend. */
public final class Absence {
  private Absence() {}

  /**
   * Goes on where the provider is available.
   *
   * @throws TestAbortedException with the reason and the remedy, where it is not
   */
  public static void abortIfUnavailable(BackendProvider provider) {
    if (provider.probe() instanceof Availability.Unavailable none) {
      throw new TestAbortedException(
          "SKIPPED: backend '%s' is unavailable on this machine: %s; %s"
              .formatted(provider.name(), none.reason(), none.remedy()));
    }
  }
}
