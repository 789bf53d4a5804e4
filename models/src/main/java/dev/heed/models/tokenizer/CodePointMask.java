package dev.heed.models.tokenizer;

/** A {@link CodePointSet} that answers quickly: a bit for each code point of the basic plane. */
final class CodePointMask {
  private static final int PLANE = 1 << 16;

  private final long[] plane = new long[PLANE >>> 6];
  private final CodePointSet set;

  CodePointMask(CodePointSet set) {
    this.set = set;
    set.forEachRange((first, last) -> {
      for (int c = first; c <= Math.min(last, PLANE - 1); c++) {
        plane[c >>> 6] |= 1L << c;
      }
    });
  }

  boolean contains(int codePoint) {
    return codePoint < PLANE
        ? (plane[codePoint >>> 6] >>> codePoint & 1) != 0
        : set.contains(codePoint);
  }
}
