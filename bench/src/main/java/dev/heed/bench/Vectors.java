package dev.heed.bench;

/** How near the answers of two engines are: unit vectors, one for each text. */
public final class Vectors {
  private Vectors() {}

  /** Mean over the texts of the cosine of both vectors. */
  public static double meanCosine(float[][] a, float[][] b) {
    double sum = 0;
    for (int t = 0; t < a.length; t++) {
      for (int i = 0; i < a[t].length; i++) {
        sum += (double) a[t][i] * b[t][i];
      }
    }
    return sum / a.length;
  }

  /** Largest distance of a component; NaN where there is one. */
  public static double distance(float[][] a, float[][] b) {
    double distance = 0;
    for (int t = 0; t < a.length; t++) {
      for (int i = 0; i < a[t].length; i++) {
        // Math.max keeps a NaN.
        distance = Math.max(distance, Math.abs((double) a[t][i] - b[t][i]));
      }
    }
    return distance;
  }
}
