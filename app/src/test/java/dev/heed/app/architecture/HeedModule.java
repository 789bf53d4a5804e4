package dev.heed.app.architecture;

import com.google.common.collect.ImmutableSet;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Maven module of the checkout: its folder, its root package, and the modules of ours that it may
 * name.
 */
enum HeedModule {
  ENGINE_API("engine-api", "dev.heed.engine", ImmutableSet.of()),
  ENGINE_TESTKIT("engine-testkit", "dev.heed.testkit", ImmutableSet.of(ENGINE_API)),
  CPU_REFERENCE("engine-cpu-reference", "dev.heed.cpu.reference", ImmutableSet.of(ENGINE_API)),
  CPU_SIMD("engine-cpu-simd", "dev.heed.cpu.simd", ImmutableSet.of(ENGINE_API)),
  GPU_OPENCL("engine-gpu-opencl", "dev.heed.gpu.opencl", ImmutableSet.of(ENGINE_API)),
  MODELS("models", "dev.heed.models", ImmutableSet.of(ENGINE_API)),
  REPORT("report", "dev.heed.report", ImmutableSet.of(ENGINE_API, MODELS)),
  APP("app", "dev.heed.app", ImmutableSet.of(ENGINE_API, MODELS, REPORT));

  /**
   * The folder that holds the modules: the nearest one above the working directory with engine-api
   * in it.
   */
  static final Path CHECKOUT = findCheckout();

  final String folder;
  final String rootPackage;
  final ImmutableSet<HeedModule> mayName;

  HeedModule(String folder, String rootPackage, ImmutableSet<HeedModule> mayName) {
    this.folder = folder;
    this.rootPackage = rootPackage;
    this.mayName = mayName;
  }

  /** What the compiler made of src/main/java, module descriptor included. */
  Path classes() {
    return CHECKOUT.resolve(folder).resolve("target").resolve("classes");
  }

  /** The packages of this module in ArchUnit's notation. */
  String packages() {
    return rootPackage + "..";
  }

  private static Path findCheckout() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("engine-api"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException(
            "no folder above " + Path.of("").toAbsolutePath() + " holds engine-api");
      }
      folder = parent;
    }
    return folder;
  }
}
