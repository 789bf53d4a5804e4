package dev.heed.bench;

import dev.heed.bench.limit.Caches;
import dev.heed.engine.Availability;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.Backends;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The facts of a machine without which a figure means nothing. */
public final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** Facts by name, in the order in which a person would read them. */
  public static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cpu", cpuField("model name"));
    facts.put("cpuFamily", cpuField("cpu family") + "/" + cpuField("model"));
    facts.put("vectorFlags", vectorFlags());
    facts.put("caches", Caches.ofThisMachine().toString());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    facts.put("flags", jvmFlags());
    facts.put("devices", devices());
    facts.put("commit", System.getProperty("heed.bench.commit", "unknown"));
    facts.put("loadAtTheStart", String.format(Locale.ROOT, "%.1f", load()));
    return facts;
  }

  /** Processes that wanted to run at a time during the last minute, as the system counts them. */
  public static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** What the backends say of their devices, the width of vectors among it. */
  private static String devices() {
    return Backends.installed().providers().stream()
        .map(BackendProvider::probe)
        .filter(Availability.Available.class::isInstance)
        .flatMap(probe -> ((Availability.Available) probe).devices().stream())
        .map(device -> device.id() + " " + device.attributes())
        .collect(Collectors.joining(", "));
  }

  private static String vectorFlags() {
    return vectorFlags(cpuField("flags|Features")); // of x86, of ARM
  }

  /** Those that a product may use, matrix units among them. */
  static String vectorFlags(String all) {
    return Stream.of(all.split(" "))
        .filter(
            flag -> flag.matches("fma|f16c|avx.*|amx.*|asimd.*|sve.*|sme.*|i8mm|bf16|fphp|neon"))
        .collect(Collectors.joining(" "));
  }

  private static String jvmFlags() {
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    return flags.stream()
        .filter(flag -> flag.startsWith("-X") || flag.contains("add-modules"))
        .collect(Collectors.joining(" "));
  }

  private static String cpuField(String name) {
    if (!Files.isReadable(CPU_INFO)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.matches("(" + name + ")\\s*:.*"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }
}
