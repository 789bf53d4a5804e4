package dev.heed.cpu.simd;

import dev.heed.engine.Availability;

/** Prints what the probe says in a JVM of its own. */
public final class ProbeProgram {
  private ProbeProgram() {}

  /** The entry of the program. */
  public static void main(String[] arguments) {
    switch (new SimdProvider().probe()) {
      case Availability.Available available ->
          System.out.println("available: " + available.devices().getFirst().attributes());
      case Availability.Unavailable none ->
          System.out.println("unavailable: " + none.reason() + "; " + none.remedy());
    }
  }
}
