package dev.heed.gpu.opencl;

import dev.heed.gpu.opencl.cl.ClLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether OpenCL can be had at all, found out without a sound: JOCL prints when there is no OpenCL,
 * and the JVM when native access was not granted. Links no class of JOCL.
 */
final class DriverLibrary {
  private static final String JOCL = "org.jocl.CL";
  private static final String TEMPORARY = "java.io.tmpdir";
  private static final System.Logger LOG = System.getLogger("dev.heed.gpu.opencl");

  private DriverLibrary() {}

  /** What is missing, or null. */
  static @Nullable Missing missing() {
    ClassLoader loader = DriverLibrary.class.getClassLoader();
    Module jocl;
    try {
      jocl = Class.forName(JOCL, false, loader).getModule();
    } catch (ClassNotFoundException | LinkageError e) {
      return new Missing("JOCL is not on the class path", "add org.jocl:jocl as a dependency");
    }
    for (Module module : List.of(DriverLibrary.class.getModule(), jocl)) {
      if (!module.isNativeAccessEnabled()) {
        String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
        return new Missing(
            "native access is not granted to " + (module.isNamed() ? name : "the class path"),
            "start the JVM with --enable-native-access=" + name);
      }
    }
    if (!ClLibrary.isPresent()) {
      return new Missing(
          "this machine has no OpenCL loader (%s)".formatted(String.join(", ", ClLibrary.names())),
          "install the graphics card's driver, or ocl-icd-libopencl1 and a driver such as"
              + " pocl-opencl-icd");
    }
    return linkJocl(loader);
  }

  /**
   * What is missing.
   *
   * @param reason what there is not
   * @param remedy what a person can do
   */
  record Missing(String reason, String remedy) {}

  /**
   * Loads JOCL's part in C. It unpacks itself to the folder for temporary files and stays there, to
   * one name, where two JVMs that start at once break each other: it gets a folder of its own,
   * which goes again where the system lets go of the files of loaded libraries.
   */
  private static synchronized @Nullable Missing linkJocl(ClassLoader loader) {
    Path own;
    try {
      own = Files.createTempDirectory("heed-jocl");
    } catch (IOException e) {
      return cannotLoad("it has no folder for temporary files (" + e + ")");
    }
    String before = System.setProperty(TEMPORARY, own.toString());
    try {
      Class.forName(JOCL, true, loader);
      return null;
    } catch (ClassNotFoundException | LinkageError e) {
      return cannotLoad(firstLine(e));
    } finally {
      System.setProperty(TEMPORARY, before == null ? "" : before);
      delete(own);
    }
  }

  private static Missing cannotLoad(String why) {
    return new Missing(
        "JOCL cannot load its library: " + why,
        "put the library from JOCL's jar into a folder on java.library.path, or check that"
            + " java.io.tmpdir can be written to and run from");
  }

  /** As far as that goes: Windows keeps a library's file while it is loaded. */
  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.log(System.Logger.Level.DEBUG, "left behind: " + folder, e);
    }
  }

  private static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
