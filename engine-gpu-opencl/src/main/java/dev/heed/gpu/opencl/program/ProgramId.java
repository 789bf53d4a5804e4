package dev.heed.gpu.opencl.program;

import java.util.Map;
import java.util.stream.Collectors;

/** A file of kernels with constants. */
record ProgramId(String file, Map<String, Integer> defines) {
  /**
   * Nothing here lets a compiler change results: no relaxed maths (masks are −∞), and products and
   * sums are fused where the source says so and nowhere else.
   */
  private static final String OPTIONS = "-cl-std=CL1.2";

  private static final String ROUNDED = " -cl-fp32-correctly-rounded-divide-sqrt";

  /** What the compiler of a device is told, which can round quotients and roots or cannot. */
  String options(boolean roundsDivision) {
    return OPTIONS
        + (roundsDivision ? ROUNDED : "")
        + defines.entrySet().stream()
            .map(define -> " -D" + define.getKey() + "=" + define.getValue())
            .collect(Collectors.joining());
  }

  /** For people. */
  String title() {
    return defines.isEmpty() ? file : file + defines;
  }
}
