package dev.heed.gpu.opencl;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.error.BackendUnavailableException;
import dev.heed.engine.error.DeviceException;
import dev.heed.engine.error.HeedException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.gpu.opencl.cl.ClCalls;
import dev.heed.gpu.opencl.cl.ClError;
import dev.heed.gpu.opencl.cl.JoclCalls;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The drivers of a machine: looked at once, since that compiles a kernel on each device. */
final class Drivers {
  static final Drivers OF_THIS_MACHINE = new Drivers(DriverLibrary::missing, Linked::calls);

  private final Supplier<DriverLibrary.@Nullable Missing> missing;
  private final Supplier<ClCalls> calls;
  private final Set<DeviceInfo> tried = new HashSet<>();
  private @Nullable Availability verdict;
  private @Nullable Devices devices;

  /** Apart, so that JOCL is linked only when it is called. */
  private static final class Linked {
    static ClCalls calls() {
      return new JoclCalls();
    }
  }

  /**
   * Drivers that are looked at when first asked.
   *
   * @param missing what there is not, or null
   * @param calls once nothing is missing
   */
  Drivers(Supplier<DriverLibrary.@Nullable Missing> missing, Supplier<ClCalls> calls) {
    this.missing = missing;
    this.calls = calls;
  }

  synchronized Availability probe() {
    Availability known = verdict;
    if (known == null) {
      known = look();
      verdict = known;
    }
    return known;
  }

  private Availability look() {
    DriverLibrary.Missing what = missing.get();
    if (what != null) {
      return new Availability.Unavailable(what.reason(), what.remedy());
    }
    try {
      Devices all = new Devices(calls.get());
      devices = all;
      return all.availability();
    } catch (ClError | LinkageError e) {
      return new Availability.Unavailable(
          "OpenCL cannot list its devices: " + e.getMessage(), "check or update the driver");
    }
  }

  private void tryOnce(Devices.Found found) {
    if (found.info().onRequest() && tried.add(found.info())) {
      try {
        Trial.run(calls.get(), found.device());
      } catch (MemoryLimitException e) {
        tried.remove(found.info());
        throw e;
      } catch (HeedException e) {
        tried.remove(found.info());
        throw new BackendUnavailableException(
            "device '%s' does not run a kernel as it should: %s; update its driver"
                .formatted(found.info().id(), e.getMessage()),
            e);
      }
    }
  }

  private Backend opened(Devices.Found found, BackendOptions options, OpenClOptions own) {
    try {
      return new OpenClBackend(calls.get(), found, options, own);
    } catch (DeviceException e) {
      throw new BackendUnavailableException(
          "device '%s' cannot be opened: %s".formatted(found.info().id(), e.getMessage()), e);
    }
  }

  synchronized Backend open(DeviceInfo wanted, BackendOptions options, OpenClOptions own) {
    Devices all = devices;
    if (all != null) {
      for (Devices.Found found : all.found()) {
        if (found.info().equals(wanted)) {
          tryOnce(found);
          return opened(found, options, own);
        }
      }
    }
    throw new BackendUnavailableException(
        "backend '%s' has no device '%s' (%s); it has %s"
            .formatted(
                OpenClProvider.NAME,
                wanted.id(),
                wanted.name(),
                all == null
                    ? "none"
                    : all.found().stream()
                        .map(found -> "'" + found.info().id() + "'")
                        .collect(Collectors.joining(", "))));
  }
}
