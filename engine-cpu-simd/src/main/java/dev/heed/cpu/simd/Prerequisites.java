package dev.heed.cpu.simd;

import dev.heed.cpu.simd.kernel.Lanes;
import dev.heed.cpu.simd.kernel.NativeWidth;
import dev.heed.engine.Availability.Unavailable;
import java.nio.ByteOrder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this backend needs of the machine and its JVM. Each check is made only when those before it
 * have passed: the first class of the incubator module is touched when it is known to be there.
 */
final class Prerequisites {
  /**
   * Runs on a JVM without C2 too, where vector code is far slower than plain loops: for tests of
   * the interpreter's bits.
   */
  static final String ALLOW_SLOW = "heed.simd.allowSlow";

  private static final String VECTOR_CLASS = "jdk.incubator.vector.FloatVector";
  private static final Set<String> WIDTHS = Set.of("128", "256", "512");

  private Prerequisites() {}

  /** What is missing, or null. */
  static @Nullable Unavailable missing() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return new Unavailable(
          "tensors are little-endian, but this machine is big-endian",
          "use an x86-64 or AArch64 machine");
    }
    if (!hasVectorModule()) {
      return new Unavailable(
          "module jdk.incubator.vector is not in the boot layer",
          "start the JVM with --add-modules jdk.incubator.vector");
    }
    String bits = System.getProperty(Lanes.BITS_PROPERTY);
    if (bits != null && !WIDTHS.contains(bits)) {
      return new Unavailable(
          "%s is '%s', but must be 128, 256 or 512".formatted(Lanes.BITS_PROPERTY, bits),
          "leave it out: it is for tests");
    }
    Unavailable slow = Boolean.getBoolean(ALLOW_SLOW) ? null : slowJvm();
    return slow == null ? missingUnits() : slow;
  }

  private static boolean hasVectorModule() {
    try {
      Class.forName(VECTOR_CLASS, false, Prerequisites.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** The Vector API is compiled to vector instructions by HotSpot's C2 alone. */
  private static @Nullable Unavailable slowJvm() {
    String name = System.getProperty("java.vm.name", "");
    if (!name.contains("HotSpot") && !name.contains("OpenJDK")) {
      return new Unavailable(
          "the JVM is '%s', not HotSpot, whose C2 compiles vector code".formatted(name),
          "use an OpenJDK build with HotSpot, such as Temurin");
    }
    String mode = System.getProperty("java.vm.info", "");
    if (mode.contains("interpreted")) {
      return new Unavailable(
          "the JVM only interprets (%s): vector code would be slower than plain loops"
              .formatted(mode),
          "start the JVM without -Xint");
    }
    if (mode.contains("emulated-client") || VmFlags.lastTier() < 4) {
      return new Unavailable(
          "the JVM runs without its C2 compiler: vector code would be slower than plain loops",
          "start the JVM without -XX:TieredStopAtLevel and -XX:CompilationMode");
    }
    if (VmFlags.isOn("UseJVMCICompiler", false)) {
      return new Unavailable(
          "the JVM compiles with another compiler than C2 (JVMCI)",
          "start the JVM with -XX:-UseJVMCICompiler");
    }
    return null;
  }

  private static @Nullable Unavailable missingUnits() {
    if (NativeWidth.bits() < 128) {
      return new Unavailable(
          "the JVM offers vectors of %d bits only".formatted(NativeWidth.bits()),
          "use a processor with AVX2, AVX-512 or NEON, and leave out -XX:MaxVectorSize and"
              + " -XX:UseAVX");
    }
    if (!VmFlags.isOn("UseFMA", true)) {
      return new Unavailable(
          "the processor has no fused multiply–add, or the JVM does not use it",
          "use a processor with FMA3 (x86-64 since 2013) or NEON, and leave out -XX:-UseFMA and"
              + " -XX:UseAVX");
    }
    return null;
  }
}
