package dev.heed.cpu.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Flags of the running JVM, where module jdk.management is there to tell. */
final class VmFlags {
  private static final int C2 = 4;

  private VmFlags() {}

  /** The highest compilation tier that is in use: 4 is C2. */
  static int lastTier() {
    String value = value("TieredStopAtLevel");
    return value == null ? C2 : Integer.parseInt(value);
  }

  /** Whether a flag is on; {@code otherwise} where there is no such flag. */
  static boolean isOn(String flag, boolean otherwise) {
    String value = value(flag);
    return value == null ? otherwise : Boolean.parseBoolean(value);
  }

  private static @Nullable String value(String flag) {
    if (ModuleLayer.boot().findModule("jdk.management").isEmpty()) {
      return null;
    }
    HotSpotDiagnosticMXBean bean =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return bean == null ? null : bean.getVMOption(flag).getValue();
    } catch (IllegalArgumentException e) {
      return null; // this JVM has no such flag
    }
  }
}
