package dev.heed.cpu.simd.kernel;

import static dev.heed.cpu.simd.kernel.Lanes.COUNT;
import static dev.heed.cpu.simd.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Fused multiply–adds on registers and nothing else: the ceiling of every product. */
public final class FmaLoop {
  /**
   * Chains that are under way at once: on x86 a multiply–add takes four cycles and two start in
   * each, which eight would fill; more than 14 do not fit into 16 registers. A processor with four
   * units is filled to three quarters.
   */
  private static final int CHAINS = 12;

  private FmaLoop() {}

  /** Multiplications and additions of one round. */
  public static int operations() {
    return 2 * CHAINS * COUNT;
  }

  /**
   * Runs so many rounds.
   *
   * @return what keeps C2 from leaving them out
   */
  public static float run(int rounds, float start) {
    FloatVector x = FloatVector.broadcast(FLOATS, start);
    FloatVector y = FloatVector.broadcast(FLOATS, 1e-9f);
    FloatVector s0 = y;
    FloatVector s1 = y;
    FloatVector s2 = y;
    FloatVector s3 = y;
    FloatVector s4 = y;
    FloatVector s5 = y;
    FloatVector s6 = y;
    FloatVector s7 = y;
    FloatVector s8 = y;
    FloatVector s9 = y;
    FloatVector s10 = y;
    FloatVector s11 = y;
    for (int i = 0; i < rounds; i++) {
      s0 = x.fma(y, s0);
      s1 = x.fma(y, s1);
      s2 = x.fma(y, s2);
      s3 = x.fma(y, s3);
      s4 = x.fma(y, s4);
      s5 = x.fma(y, s5);
      s6 = x.fma(y, s6);
      s7 = x.fma(y, s7);
      s8 = x.fma(y, s8);
      s9 = x.fma(y, s9);
      s10 = x.fma(y, s10);
      s11 = x.fma(y, s11);
    }
    return s0.add(s1)
        .add(s2.add(s3))
        .add(s4.add(s5))
        .add(s6.add(s7))
        .add(s8.add(s9))
        .add(s10.add(s11))
        .lane(0);
  }
}
