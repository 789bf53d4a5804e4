package dev.heed.gpu.opencl.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The source of a file of kernels: what all share, then its own. */
public final class KernelSource {
  /** In this order in front of every file. */
  private static final List<String> SHARED =
      List.of("common", "functions", "chance", "lanes", "sequences");

  private static final String FOLDER = "/dev/heed/gpu/opencl/kernels/";

  private KernelSource() {}

  /**
   * All that the compiler gets.
   *
   * @param file without its ending
   */
  public static String of(String file) {
    StringBuilder source = new StringBuilder();
    for (String shared : SHARED) {
      source.append(read(shared));
    }
    return source.append(read(file)).toString();
  }

  private static String read(String file) {
    String name = FOLDER + file + ".cl";
    try (InputStream in = KernelSource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing in Heed's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + name + " cannot be read", e);
    }
  }
}
