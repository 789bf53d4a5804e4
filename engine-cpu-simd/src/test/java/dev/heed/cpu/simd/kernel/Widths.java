package dev.heed.cpu.simd.kernel;

/** The vector width of this JVM against the processor's own. */
public final class Widths {
  private Widths() {}

  /** True where a width is forced that needs no forcing. */
  public static boolean isForcedToNative() {
    return Integer.getInteger(Lanes.BITS_PROPERTY, 0) == NativeWidth.bits();
  }

  /** True for the processor's own width. */
  public static boolean isNative() {
    return Lanes.bits() == NativeWidth.bits();
  }
}
