package dev.heed.testkit.oracle;

import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Dropout;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Dropout, with the random bits of {@link Chance} written out once more, in longs, so that its
 * formula is tested too. The seed is scrambled by the generator that this comes from.
 */
final class DropoutOracle {
  private static final long INT = 0xFFFF_FFFFL;

  private DropoutOracle() {}

  static List<Expected> dropout(Dropout op, Held held) {
    HostTensor in = held.of(op.in());
    Expected out = Expected.like(held.of(op.out()));
    for (int e = 0; e < in.count(); e++) {
      double factor = factor(op.chance(), e);
      out.set(e, factor == 0 ? 0 : (float) (in.get(e) * factor), 0);
    }
    return List.of(out);
  }

  /**
   * What element e is multiplied by: 0, or the float nearest to 1/(1 − rate), or 1 without chance.
   */
  static double factor(@Nullable Chance chance, int e) {
    if (chance == null) {
      return 1;
    }
    long seed = new SplittableRandom(chance.seed()).nextLong();
    long low = seed & INT;
    long high = seed >>> 32;
    long bits = mix((mix((chance.first() + e & INT) ^ low) + high) & INT);
    double least = Math.floor(chance.rate() * 0x1p24 + 0.5);
    return bits >> 8 >= least ? 1 / (1 - chance.rate()) : 0;
  }

  private static long mix(long x) {
    long y = (x ^ (x >> 16)) * 0x21F0AAADL & INT;
    y = (y ^ (y >> 15)) * 0xD35A2D97L & INT;
    return y ^ (y >> 15);
  }
}
