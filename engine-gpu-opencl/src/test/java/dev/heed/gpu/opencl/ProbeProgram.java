package dev.heed.gpu.opencl;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;

/** Prints what the probe says in a JVM of its own, and opens what it offers. */
public final class ProbeProgram {
  private ProbeProgram() {}

  /** The entry of the program. */
  public static void main(String[] arguments) {
    OpenClProvider provider = new OpenClProvider();
    switch (provider.probe()) {
      case Availability.Available available -> {
        try (Backend backend =
            provider.open(available.devices().getFirst(), BackendOptions.DEFAULT)) {
          System.out.println("opened " + backend.device().id());
        }
      }
      case Availability.Unavailable none ->
          System.out.println("unavailable: " + none.reason() + "; " + none.remedy());
    }
  }
}
