package dev.heed.cpu.simd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * How wide the vectors are, and what every kernel here keeps to so that its bits depend on its
 * numbers alone, at 128, 256 and 512 bits, interpreted and compiled:
 *
 * <ul>
 *   <li>a product of matrices is one chain of fused multiply–adds over k for each output;
 *   <li>a sum along a row is {@value #PARTIALS} partial sums, element i in partial i mod {@value
 *       #PARTIALS}, added by {@link #sum} in one order;
 *   <li>a tail is the main loop's arithmetic under a mask;
 *   <li>{@code reduceLanes(ADD)} and {@code lanewise(EXP)} and its like, which round differently
 *       once compiled, are not used.
 * </ul>
 *
 * The species are constants of this class, so that the compiler sees through them. The system
 * property {@value #BITS_PROPERTY} (128, 256 or 512) sets another width than the processor's own,
 * for tests: a width that the processor lacks is some fifty times slower.
 */
public final class Lanes {
  /** Forces a vector width in bits. */
  public static final String BITS_PROPERTY = "heed.simd.bits";

  /** Partial sums of a reduction: as many floats as the widest vector has. */
  static final int PARTIALS = 16;

  static final VectorSpecies<Float> FLOATS = species();
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

  /** Floats in one vector: 4, 8 or 16. */
  static final int COUNT = FLOATS.length();

  private Lanes() {}

  /** Width of the vectors in bits. */
  public static int bits() {
    return FLOATS.vectorBitSize();
  }

  /** Lanes of the vector at {@code at} that lie before {@code end}. */
  static VectorMask<Float> before(int at, int end) {
    return FLOATS.indexInRange(at, end);
  }

  static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(FLOATS, from, at);
  }

  /** The lanes of the mask; 0 in the others. */
  static FloatVector load(float[] from, int at, VectorMask<Float> mask) {
    return FloatVector.fromArray(FLOATS, from, at, mask);
  }

  static FloatVector all(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  /**
   * Sum of the partials, which lie in as many of the vectors as it takes: the first at 512 bits,
   * two at 256, all four at 128. Halves are added lane by lane, 16 to 8 to 4 to 2 to 1.
   */
  static float sum(FloatVector p0, FloatVector p1, FloatVector p2, FloatVector p3) {
    if (COUNT == 4) {
      return fourToOne(p0.add(p2).add(p1.add(p3)));
    }
    if (COUNT == 8) {
      return eightToOne(p0.add(p1));
    }
    return sixteenToOne(p0);
  }

  private static float fourToOne(FloatVector v) {
    return (v.lane(0) + v.lane(2)) + (v.lane(1) + v.lane(3));
  }

  private static float eightToOne(FloatVector v) {
    float a = v.lane(0) + v.lane(4);
    float b = v.lane(1) + v.lane(5);
    float c = v.lane(2) + v.lane(6);
    float d = v.lane(3) + v.lane(7);
    return (a + c) + (b + d);
  }

  private static float sixteenToOne(FloatVector v) {
    float a = (v.lane(0) + v.lane(8)) + (v.lane(4) + v.lane(12));
    float b = (v.lane(1) + v.lane(9)) + (v.lane(5) + v.lane(13));
    float c = (v.lane(2) + v.lane(10)) + (v.lane(6) + v.lane(14));
    float d = (v.lane(3) + v.lane(11)) + (v.lane(7) + v.lane(15));
    return (a + c) + (b + d);
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
}
