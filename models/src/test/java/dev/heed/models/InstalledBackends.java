package dev.heed.models;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.Backends;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The backends that can be opened here: what the models are tested on. */
public final class InstalledBackends {
  private InstalledBackends() {}

  /** Names for parameterized tests. */
  public static List<String> names() {
    return Backends.installed().providers().stream()
        .filter(provider -> provider.probe() instanceof Availability.Available)
        .map(BackendProvider::name)
        .toList();
  }

  /** Each backend of the class path and, where it cannot be opened, why and what to do. */
  static List<String> availability() {
    return Backends.installed().providers().stream()
        .map(provider -> provider.name() + ": " + provider.probe())
        .toList();
  }

  /** Skips the test that asks where there is no OpenCL, unless HEED_REQUIRE_OPENCL=1. */
  public static void skipWithoutOpenCl() {
    Assumptions.assumeTrue(
        names().contains("gpu-opencl") || "1".equals(System.getenv("HEED_REQUIRE_OPENCL")),
        () -> "SKIPPED: no model runs on gpu-opencl here: " + availability());
  }

  /** Opens one that every machine has: for what is the same on all of them. */
  public static Backend openAny() {
    return openAny(BackendOptions.DEFAULT);
  }

  /** The same, with options. */
  public static Backend openAny(BackendOptions options) {
    return open("cpu-simd", options);
  }

  /** Opens one of them. */
  public static Backend open(String name) {
    return open(name, BackendOptions.DEFAULT);
  }

  /** Opens one of them with options; without the warning that a last resort comes with. */
  public static Backend open(String name, BackendOptions options) {
    for (BackendProvider provider : Backends.installed().providers()) {
      if (provider.name().equals(name)
          && provider.probe() instanceof Availability.Available available) {
        return provider.open(available.devices().getFirst(), options);
      }
    }
    throw new AssertionError("backend '" + name + "' went away");
  }
}
