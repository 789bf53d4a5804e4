package dev.heed.testkit.onnx;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class NodeComparisonTest {
  @Test
  void aSmallErrorPasses() {
    accepted(floats(1, 100), floats(1.00001f, 100.001f), false);
  }

  @Test
  void anErrorBeyondTheToleranceIsFound() {
    refused(floats(1, 2), floats(1, 2.0001f), false);
  }

  @Test
  void exactResultsMayNotDifferAtAll() {
    refused(floats(1), floats(Math.nextUp(1f)), true);
  }

  @Test
  void infinitiesAndNaNMustBeAtTheSamePlaces() {
    float infinity = Float.POSITIVE_INFINITY;
    accepted(floats(infinity, -infinity, Float.NaN), floats(infinity, -infinity, Float.NaN), true);
    refused(floats(infinity), floats(-infinity), false);
    refused(floats(1), floats(infinity), false);
    refused(floats(infinity), floats(1), false);
    refused(floats(1), floats(Float.NaN), false);
    refused(floats(Float.NaN), floats(1), false);
  }

  @Test
  void sizesMustAgree() {
    refused(floats(1, 2), floats(1, 2).reshape(2, 1), false);
  }

  private static void accepted(OnnxTensor expected, OnnxTensor actual, boolean exact) {
    assertThatCode(() -> NodeComparison.check("y", actual, expected, exact))
        .doesNotThrowAnyException();
  }

  private static void refused(OnnxTensor expected, OnnxTensor actual, boolean exact) {
    assertThatThrownBy(() -> NodeComparison.check("y", actual, expected, exact))
        .isInstanceOf(AssertionError.class);
  }

  private static OnnxTensor floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new OnnxTensor(OnnxType.FLOAT, new int[] {values.length}, bytes.array());
  }
}
