package dev.heed.testkit.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OnnxTensorTest {
  /** 0 1 2 / 3 4 5. */
  private static final OnnxTensor MATRIX = OnnxTensor.of(new long[] {0, 1, 2, 3, 4, 5}, 2, 3);

  @Test
  void transposingTurnsRowsIntoColumns() {
    OnnxTensor turned = MATRIX.transpose(1, 0);
    assertThat(turned.dims()).containsExactly(3, 2);
    assertThat(turned.ints()).containsExactly(0, 3, 1, 4, 2, 5);
  }

  @Test
  void transposingThreeDimensionsFollowsTheOrder() {
    OnnxTensor cube = OnnxTensor.of(new long[] {0, 1, 2, 3, 4, 5, 6, 7}, 2, 2, 2);
    assertThat(cube.transpose(2, 0, 1).ints()).containsExactly(0, 2, 4, 6, 1, 3, 5, 7);
  }

  @Test
  void anAxisMovesAndTheOthersKeepTheirOrder() {
    OnnxTensor tensor = OnnxTensor.of(new long[24], 2, 3, 4);
    assertThat(tensor.moveAxis(0, 2).dims()).containsExactly(3, 4, 2);
    assertThat(tensor.moveAxis(2, 0).dims()).containsExactly(4, 2, 3);
    assertThat(tensor.moveAxis(1, 1).dims()).containsExactly(2, 3, 4);
  }

  @Test
  void broadcastingRepeatsMissingAndSingleDimensions() {
    OnnxTensor column = OnnxTensor.of(new long[] {7, 8}, 2, 1);
    OnnxTensor repeated = column.broadcast(2, 2, 3);
    assertThat(repeated.ints()).containsExactly(7, 7, 7, 8, 8, 8, 7, 7, 7, 8, 8, 8);
  }

  @Test
  void broadcastingRefusesSizesThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MATRIX.broadcast(2, 4))
        .withMessageContaining("[2, 3]");
  }

  @Test
  void aScalarHasOneElement() {
    OnnxTensor scalar = OnnxTensor.of(new long[] {9});
    assertThat(scalar.elements()).isEqualTo(1);
    assertThat(scalar.broadcast(2).ints()).containsExactly(9, 9);
  }

  @Test
  void bytesMustFillTheSizes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OnnxTensor(OnnxType.FLOAT, new int[] {2}, new byte[7]))
        .withMessageContaining("7 bytes, expected 8");
  }

  @Test
  void everyTypeIsReadAsANumber() {
    assertThat(value(OnnxType.FLOAT16, 0x00, 0xC0)).isEqualTo(-2);
    assertThat(value(OnnxType.BFLOAT16, 0x80, 0x3F)).isEqualTo(1);
    assertThat(value(OnnxType.UINT8, 0xFF)).isEqualTo(255);
    assertThat(value(OnnxType.INT8, 0xFF)).isEqualTo(-1);
    assertThat(value(OnnxType.INT32, 0xFE, 0xFF, 0xFF, 0xFF)).isEqualTo(-2);
    assertThat(value(OnnxType.DOUBLE, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F)).isEqualTo(1);
  }

  private static double value(OnnxType type, int... bytes) {
    byte[] memory = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      memory[i] = (byte) bytes[i];
    }
    return new OnnxTensor(type, new int[] {1}, memory).value(0);
  }
}
