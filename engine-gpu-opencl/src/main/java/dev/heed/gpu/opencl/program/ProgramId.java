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

  /** What the compiler is told. */
  String options() {
    return OPTIONS
        + defines.entrySet().stream()
            .map(define -> " -D" + define.getKey() + "=" + define.getValue())
            .collect(Collectors.joining());
  }

  /** For people. */
  String title() {
    return defines.isEmpty() ? file : file + defines;
  }
}
