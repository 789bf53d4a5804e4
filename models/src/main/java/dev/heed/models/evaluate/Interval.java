package dev.heed.models.evaluate;

/**
 * A value and how far another sample of the same size may move it.
 *
 * @param value of all examples as they are
 * @param low end of the interval
 * @param high end of the interval
 * @param confidence part of the samples that lie within, such as 0.95
 * @param undefined samples whose value was NaN, and which are left out; both ends are NaN where all
 *     were
 */
public record Interval(double value, double low, double high, double confidence, int undefined) {}
