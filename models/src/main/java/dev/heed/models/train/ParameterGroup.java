package dev.heed.models.train;

/**
 * How a parameter is learned.
 *
 * @param rateFactor of the learning rate; 0 leaves the parameter as it is
 * @param decay weight decay
 */
public record ParameterGroup(double rateFactor, double decay) {
  /** Not learned: no gradient is computed, and nothing remembered. */
  public static final ParameterGroup FROZEN = new ParameterGroup(0, 0);

  public ParameterGroup {
    if (!(rateFactor >= 0) || !(decay >= 0) || rateFactor + decay == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "a parameter group's factor and decay must be at least 0, were %s and %s"
              .formatted(rateFactor, decay));
    }
  }

  /** True for {@link #FROZEN} and its like. */
  public boolean isFrozen() {
    return rateFactor == 0;
  }
}
