package dev.heed.testkit.check;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.Compute;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Prints the bits of a fixed set of results, one {@code name TAB hash} a line: the suite runs it in
 * JVMs that compile nothing, with C1 only, or kernels with C2 early, and compares.
 *
 * <p>Arguments: the provider's class, threads, compute, how many times every case runs before, then
 * options as {@code key=value}.
 */
public final class Bits {
  private Bits() {}

  /** The entry of the program. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    BackendProvider provider =
        Class.forName(arguments[0])
            .asSubclass(BackendProvider.class)
            .getDeclaredConstructor()
            .newInstance();
    Map<String, String> properties = new HashMap<>();
    for (int a = 4; a < arguments.length; a++) {
      int equals = arguments[a].indexOf('=');
      properties.put(arguments[a].substring(0, equals), arguments[a].substring(equals + 1));
    }
    BackendOptions options =
        new BackendOptions(
            Integer.parseInt(arguments[1]), Compute.valueOf(arguments[2]), 0, properties);
    print(provider, options, Integer.parseInt(arguments[3]), System.out);
  }

  private static void print(
      BackendProvider provider, BackendOptions options, int rounds, PrintStream out) {
    switch (provider.probe()) {
      case Availability.Unavailable none ->
          out.println("unavailable: " + none.reason() + "; " + none.remedy());
      case Availability.Available available -> {
        try (Backend backend = provider.open(available.devices().getFirst(), options);
            BitsOfCases cases = new BitsOfCases(backend)) {
          cases.warm(rounds);
          cases.hashes().forEach((name, hash) -> out.println(name + "\t" + hash));
        }
      }
    }
  }
}
