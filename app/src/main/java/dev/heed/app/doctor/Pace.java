package dev.heed.app.doctor;

/**
 * How fast a kernel is on one thread.
 *
 * @param kernel what was measured
 * @param gigaflops 10⁹ multiplications and additions a second
 * @param share of what the thread could do if arithmetic alone were the limit
 * @param floor the least share of a kernel that is sound
 */
public record Pace(String kernel, double gigaflops, double share, double floor) {
  /** False where it has fallen off. */
  public boolean isGood() {
    return share >= floor;
  }
}
