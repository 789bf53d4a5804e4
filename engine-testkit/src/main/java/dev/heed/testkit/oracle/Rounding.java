package dev.heed.testkit.oracle;

/**
 * What rounding explains. All bounds are absolute and made of u, half a unit in the last place of a
 * float at 1: a correctly rounded F32 result of value x is off by u·|x| at most.
 *
 * <p>A sum of n products in any order of F32 additions is taken to be off by {@link #sum}(n) ·
 * Σ|aᵢ·bᵢ|: roundings are as good as random, so they grow with √n and not with n. That is loose
 * enough for a single chain over a thousand positive products, and tight enough that one product
 * left out, or taken twice, shows in every sum of fewer than 50,000.
 */
public final class Rounding {
  /** 2⁻²⁴. */
  public static final double U = 0x1p-24;

  /** Half the smallest float: what rounding loses near 0. */
  public static final double TINY = 0x1p-150;

  /**
   * Relative error that an exponential, or a function made of one, may have: 16 u is 8 units in the
   * last place. Polynomials of degree 6 take 3; the rest is for reducing the argument.
   */
  public static final double FUNCTION = 16 * U;

  private Rounding() {}

  /** Relative to the sum of magnitudes, the error of a sum of n products. */
  public static double sum(int n) {
    return (3 + Math.sqrt(n)) * U;
  }

  /** IEEE binary16 bits of a value that a float holds exactly, ties to even. */
  static int toF16(double value) {
    return Float.floatToFloat16((float) value) & 0xFFFF;
  }

  /** The upper half of a float, ties to even; the value is one that a float holds exactly. */
  static int toBf16(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    if (Double.isNaN(value)) {
      return (bits >>> 16) | 0x40;
    }
    return (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
  }
}
