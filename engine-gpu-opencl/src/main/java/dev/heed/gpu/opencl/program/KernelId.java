package dev.heed.gpu.opencl.program;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which kernel, and how it is compiled.
 *
 * @param file of the resource without its ending, such as {@code softmax}
 * @param kernel its name in there
 * @param defines constants that it is compiled with, such as {@code TILE_ROWS → 64}
 */
public record KernelId(String file, String kernel, Map<String, Integer> defines) {
  public KernelId {
    defines = Collections.unmodifiableMap(new TreeMap<>(defines));
  }

  /** Compiled as it is. */
  public static KernelId of(String file, String kernel) {
    return new KernelId(file, kernel, Map.of());
  }

  /** What the compiler of a device is told, which can round quotients and roots or cannot. */
  public String options(boolean roundsDivision) {
    return program().options(roundsDivision);
  }

  /** What all kernels of one file and one set of constants are compiled as. */
  ProgramId program() {
    return new ProgramId(file, defines);
  }
}
