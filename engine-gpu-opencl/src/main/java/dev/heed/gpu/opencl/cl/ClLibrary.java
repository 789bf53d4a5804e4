package dev.heed.gpu.opencl.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Locale;

/**
 * The system's OpenCL loader: what it is called here, and what is in it. Links no class of JOCL.
 */
public final class ClLibrary {
  private ClLibrary() {}

  /** File names that the loader goes by on this system, the first choice first. */
  public static List<String> names() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.contains("win")) {
      return List.of("OpenCL.dll");
    }
    return system.contains("mac")
        ? List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL")
        : List.of("libOpenCL.so.1", "libOpenCL.so");
  }

  /** True when this machine has one. Only where native access was granted. */
  public static boolean isPresent() {
    return names().stream().anyMatch(ClLibrary::isLoader);
  }

  @SuppressWarnings("restricted") // The probe asks first whether native access was granted.
  private static boolean isLoader(String library) {
    try (Arena arena = Arena.ofConfined()) {
      return SymbolLookup.libraryLookup(library, arena).find("clGetPlatformIDs").isPresent();
    } catch (IllegalArgumentException e) {
      return false; // There is no such library.
    }
  }

  /** Where a function begins; the library stays loaded. */
  @SuppressWarnings("restricted") // as above
  static MemorySegment function(String name) {
    for (String library : names()) {
      if (isLoader(library)) {
        return SymbolLookup.libraryLookup(library, Arena.global())
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError(library + " has no " + name));
      }
    }
    throw new UnsatisfiedLinkError("no OpenCL loader: " + String.join(", ", names()));
  }
}
