package dev.heed.cpu.simd.kernel;

/** The vector width of this JVM against the processor's own. */
public final class Widths {
  private Widths() {}

  /** True where vectors are forced that need no forcing. */
  public static boolean isForcedToNative() {
    return Integer.getInteger(Lanes.BITS_PROPERTY, 0) == NativeWidth.bits()
        && Lanes.REGISTERS == NativeWidth.registers();
  }

  /** Vector registers that tiles are made for. */
  public static int registers() {
    return Lanes.REGISTERS;
  }

  /** True where vectors are wider than the processor's: they run, some fifty times slower. */
  public static boolean areEmulated() {
    return Lanes.bits() > NativeWidth.bits();
  }

  /** True where a property of this JVM sets the width. */
  public static boolean areForced() {
    return System.getProperty(Lanes.BITS_PROPERTY) != null;
  }
}
