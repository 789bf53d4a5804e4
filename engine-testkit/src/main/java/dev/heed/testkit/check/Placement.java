package dev.heed.testkit.check;

/** Where the tensors of a case lie. Outside their elements there is always NaN, or garbage. */
public enum Placement {
  /** One element after the other, on a multiple of 16, with a band before and behind. */
  DENSE,
  /** Views of a larger buffer: odd offsets, gaps between rows, outer dimensions exchanged. */
  GAPPED,
  /** As {@link #GAPPED}, the inputs in read-only memory at an odd address. */
  MAPPED
}
