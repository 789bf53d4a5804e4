package dev.heed.cpu.simd.kernel;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * How wide the vectors are, and what every kernel here keeps to so that its bits depend on its
 * numbers alone, at 128, 256 and 512 bits, interpreted and compiled:
 *
 * <ul>
 *   <li>a product of matrices is one chain of fused multiply–adds over k for each output;
 *   <li>a sum along a row is {@value #PARTIALS} partial sums, element i in partial i mod {@value
 *       #PARTIALS}, added in one order, see {@link RowSums};
 *   <li>a tail is the main loop's arithmetic, under a mask, over the row's last elements once more,
 *       or number by number with the same fused multiply–adds;
 *   <li>{@code reduceLanes(ADD)} and {@code lanewise(EXP)} and its like, which round differently
 *       once compiled, are not used.
 * </ul>
 *
 * <p>Kernels call the Vector API itself, which C2 inlines always. No method of ours takes or gives
 * a vector: C2 would inline it where its profile and its budget allow, and box the vectors
 * elsewhere. A loop whose accumulator starts from a constant of a class boxes them too: broadcast
 * it instead.
 *
 * <p>The species are constants of this class, so that the compiler sees through them. The system
 * property {@value #BITS_PROPERTY} (128, 256 or 512) sets another width than the processor's own,
 * for tests: a width that the processor lacks is some fifty times slower. {@value
 * #REGISTERS_PROPERTY} (16 or 32) sets for how many registers tiles are made, for tests too: more
 * than there are spill.
 */
public final class Lanes {
  /** Forces a vector width in bits. */
  public static final String BITS_PROPERTY = "heed.simd.bits";

  /** Forces the number of vector registers that tiles are made for. */
  public static final String REGISTERS_PROPERTY = "heed.simd.registers";

  /** Partial sums of a reduction: as many floats as the widest vector has. */
  static final int PARTIALS = 16;

  static final VectorSpecies<Float> FLOATS = species();

  /** Floats in one vector: 4, 8 or 16. */
  static final int COUNT = FLOATS.length();

  /** Vector registers that tiles are made for: 16 or 32. */
  static final int REGISTERS = tileRegisters();

  private Lanes() {}

  /** Width of the vectors in bits. */
  public static int bits() {
    return FLOATS.vectorBitSize();
  }

  private static VectorSpecies<Float> species() {
    int bits = Integer.getInteger(BITS_PROPERTY, NativeWidth.bits());
    return switch (bits) {
      case 128, 256, 512 -> VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
      default ->
          throw new IllegalArgumentException(
              BITS_PROPERTY + " must be 128, 256 or 512, was " + bits);
    };
  }

  private static int tileRegisters() {
    int registers = Integer.getInteger(REGISTERS_PROPERTY, NativeWidth.registers());
    if (registers != 16 && registers != 32) {
      throw new IllegalArgumentException(
          REGISTERS_PROPERTY + " must be 16 or 32, was " + registers);
    }
    return registers;
  }
}
