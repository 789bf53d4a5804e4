package dev.heed.cpu.simd.kernel;

import jdk.incubator.vector.FloatVector;

/** The vectors of this processor, asked before {@link Lanes} settles for a width. */
public final class NativeWidth {
  private NativeWidth() {}

  /** Bits of the widest vectors; over 512 counts as 512, and less than 128 is too few. */
  public static int bits() {
    return Integer.highestOneBit(Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize()));
  }

  /** Vector registers: 32 with AVX-512 and on ARM, 16 with AVX2 and where nothing is known. */
  public static int registers() {
    boolean many = bits() == 512 || System.getProperty("os.arch").equals("aarch64");
    return many ? 32 : 16;
  }
}
