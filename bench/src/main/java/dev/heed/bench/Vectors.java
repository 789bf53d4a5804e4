package dev.heed.bench;

/** How near the answers of two engines are: unit vectors, one for each text. */
public final class Vectors {
  private Vectors() {}

  /** Mean over the texts of the cosine of both vectors. */
  public static double meanCosine(float[][] a, float[][] b) {
    double sum = 0;
    for (int t = 0; t < a.length; t++) {
      sum += cosine(a[t], b[t]);
    }
    return sum / a.length;
  }

  /** Cosine of the text whose vectors differ most; NaN where there is one. */
  public static double minCosine(float[][] a, float[][] b) {
    double least = Double.POSITIVE_INFINITY;
    for (int t = 0; t < a.length; t++) {
      least = Math.min(least, cosine(a[t], b[t])); // keeps a NaN
    }
    return least;
  }

  /** Cosine of two unit vectors, summed in double precision. */
  public static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
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
