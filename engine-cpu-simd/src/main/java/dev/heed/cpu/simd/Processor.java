package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Lanes;
import dev.heed.engine.DeviceInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The processor as the one device of this backend. */
final class Processor {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** Threads that run at once. */
  static int count() {
    return Runtime.getRuntime().availableProcessors();
  }

  static DeviceInfo device() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("architecture", System.getProperty("os.arch", "unknown"));
    attributes.put("vector bits", String.valueOf(Lanes.bits()));
    attributes.put("processors", String.valueOf(count()));
    return new DeviceInfo(SimdProvider.NAME, 0, name(), attributes);
  }

  /** As Linux calls it; elsewhere the architecture. */
  private static String name() {
    String fallback = System.getProperty("os.arch", "unknown") + " processor";
    if (!Files.isReadable(CPU_INFO)) {
      return fallback;
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name") && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(fallback);
    } catch (IOException | UncheckedIOException e) {
      return fallback;
    }
  }
}
