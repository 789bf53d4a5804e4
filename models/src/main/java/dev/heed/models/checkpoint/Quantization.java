package dev.heed.models.checkpoint;

import java.util.Arrays;

/**
 * How integers stand for reals: {@code value = (stored - zeroPoint) * scale}, the arithmetic of
 * ONNX's DequantizeLinear, in float.
 *
 * <p>One pair for the whole tensor, or one for each column of the stored matrix (its last
 * dimension).
 */
public final class Quantization {
  private final float[] scales;
  private final int[] zeroPoints;

  /**
   * @param scales [1] or [columns], finite
   * @param zeroPoints as many
   */
  Quantization(float[] scales, int[] zeroPoints) {
    if (scales.length == 0 || scales.length != zeroPoints.length) {
      throw new IllegalArgumentException(
          "%d scales and %d zero points; expected as many of both, at least one"
              .formatted(scales.length, zeroPoints.length));
    }
    this.scales = scales.clone();
    this.zeroPoints = zeroPoints.clone();
  }

  /** True when every column has its own scale. */
  public boolean perColumn() {
    return scales.length > 1;
  }

  /** Number of scales: 1, or the number of columns. */
  public int scales() {
    return scales.length;
  }

  float scale(long column) {
    return scales[scales.length == 1 ? 0 : (int) column];
  }

  int zeroPoint(long column) {
    return zeroPoints[zeroPoints.length == 1 ? 0 : (int) column];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Quantization that
        && Arrays.equals(scales, that.scales)
        && Arrays.equals(zeroPoints, that.zeroPoints);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(scales) + Arrays.hashCode(zeroPoints);
  }

  @Override
  public String toString() {
    return perColumn() ? "one scale for each of %d columns".formatted(scales.length) : "one scale";
  }
}
