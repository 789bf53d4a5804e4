package dev.heed.testkit.onnx;

import static org.assertj.core.api.Assertions.assertThat;

/** Results against what the vectors expect. */
final class NodeComparison {
  private NodeComparison() {}

  /** Same type and sizes; every value within the tolerance of the type, or equal. */
  static void check(String what, OnnxTensor actual, OnnxTensor expected, boolean exact) {
    assertThat(actual.type()).as("type of %s", what).isEqualTo(expected.type());
    assertThat(actual.dims()).as("sizes of %s", what).isEqualTo(expected.dims());
    double tolerance = exact ? 0 : tolerance(expected.type());
    for (int i = 0; i < expected.elements(); i++) {
      double wanted = expected.value(i);
      double got = actual.value(i);
      boolean same = Double.compare(got, wanted) == 0 || got == wanted;
      double allowed = tolerance * Math.max(1, Math.abs(wanted));
      boolean near = Double.isFinite(wanted) && Math.abs(got - wanted) <= allowed;
      assertThat(same || near)
          .as("%s[%d]: expected %s within %s, was %s", what, i, wanted, tolerance, got)
          .isTrue();
    }
  }

  /** Half floats carry 11 bits. */
  private static double tolerance(OnnxType type) {
    return switch (type) {
      case FLOAT, DOUBLE -> 2e-5;
      case FLOAT16 -> 3e-3;
      case BFLOAT16, UINT8, INT8, INT32, INT64, BOOL, OTHER -> 0;
    };
  }
}
