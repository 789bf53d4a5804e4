package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.VectorSpecies;

/**
 * How the elements of blocks become floats in vectors, each exactly as its formula says.
 *
 * <p>For d · (q − zero) the bits of q are put into the digits of a greater power of two, p, and
 * fma(p + q, d, −(p + zero) · d) is exact: the constant has no more than 24 digits, the result 19.
 * For d · q + m the power is taken away again, which gives q itself, so that fma(q, d, m) rounds
 * once as the formula does. Converting the bits by the operator I2F takes as many operations, but
 * C2 (JDK 25) compiled such a loop, with its 28 conversions, in one start of ten with its vectors
 * on the heap.
 *
 * <p>No bits are shifted: each of the four bytes of a word comes to bits 8 to 15 by being read from
 * another byte on. An element then takes three operations with AVX-512, which has one for and-or,
 * two of them multiply–adds, and one more for d · q + m; reading is not what they wait for, though
 * three of four reads touch two cache lines. With shifts Q4_0 took a third longer.
 */
final class BlockBits {
  static final VectorSpecies<Byte> BYTES = VectorSpecies.of(byte.class, FLOATS.vectorShape());

  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

  /** Sign, exponent and digits of a half that is shifted to where a float has its digits. */
  static final int HALF_BITS = 0x8FFFE000;

  /** What a half is greater than the float of its bits, whose exponent means another power. */
  static final float HALF_SCALE = 0x1p112f;

  /** Bits 8 to 15, and 2¹⁵, whose float has 1 at bit 8; −(2¹⁵ + 128). */
  static final int BYTE = 0xFF00;

  static final int BYTE_ONE = 0x47000000;
  static final float BYTE_ZERO = -(0x1p15f + 128);

  /** Bits 8 to 11. */
  static final int LOWER = 0x0F00;

  static final int LOWER_ONE = 0x47000000;
  static final float LOWER_ZERO = -(0x1p15f + 8);

  /** Bits 12 to 15, and 2¹¹, whose float has 1 at bit 12. */
  static final int UPPER = 0xF000;

  static final int UPPER_ONE = 0x45000000;
  static final float UPPER_ZERO = -(0x1p11f + 8);

  private BlockBits() {}
}
