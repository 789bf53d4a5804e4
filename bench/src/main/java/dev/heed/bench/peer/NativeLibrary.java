package dev.heed.bench.peer;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandleProxies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A library of the system in C, called through the foreign function API. */
@SuppressWarnings("restricted") // a native library is what this is about
public final class NativeLibrary {
  private final SymbolLookup symbols;

  private NativeLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /**
   * A peer that is such a library, if the system has it.
   *
   * @param engine what is missing in the table without it
   * @param variable the environment variable that may name its file
   * @param names to try otherwise, in this order
   */
  public static <T> Peer<T> find(
      String engine, String variable, List<String> names, Function<NativeLibrary, T> peer) {
    List<String> candidates = new ArrayList<>(names);
    Optional.ofNullable(System.getenv(variable)).ifPresent(candidates::addFirst);
    for (String candidate : candidates) {
      SymbolLookup symbols;
      try {
        symbols = SymbolLookup.libraryLookup(candidate, Arena.global());
      } catch (IllegalArgumentException e) {
        continue; // Not under this name; the next may be.
      }
      return new Peer.Present<>(peer.apply(new NativeLibrary(symbols)));
    }
    return new Peer.LeftOut<>(
        engine,
        "left out: none of %s is on this system; %s may name the file"
            .formatted(String.join(", ", candidates), variable));
  }

  /** A function of it, as the one method of an interface. */
  public <T> T function(String name, Class<T> type, FunctionDescriptor descriptor) {
    MemorySegment address =
        symbols
            .find(name)
            .orElseThrow(() -> new IllegalStateException("the library has no function " + name));
    return MethodHandleProxies.asInterfaceInstance(
        type, Linker.nativeLinker().downcallHandle(address, descriptor));
  }
}
