package dev.heed.models.checkpoint;

import static dev.heed.models.checkpoint.OnnxBytes.packed;
import static dev.heed.models.checkpoint.OnnxBytes.read;
import static dev.heed.models.checkpoint.OnnxBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Data types are numbered as in onnx.proto: 1 float, 2 uint8, 3 int8, 6 int32, 7 int64, 9 bool, 10
 * float16, …
 */
class OnnxModelTest {
  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  @Test
  void rawDataIsASliceOfTheFile() throws IOException {
    Path file = Files.createTempFile("heed", ".onnx");
    try {
      Files.write(file, OnnxBytes.model(tensor("w", 1, 2).bytes(9, floats(1, 2))).array());
      try (OnnxModel model = OnnxModel.open(file)) {
        StoredTensor w = model.initializer("w").orElseThrow();
        assertThat(w.data().isMapped()).isTrue();
        assertThat(w.toFloats()).containsExactly(1, 2);
      }
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void dimensionsMayBePacked() {
    OnnxBytes tensor =
        new OnnxBytes().message(1, packed(1, 2)).varint(2, 1).text(8, "w").bytes(9, floats(1, 2));
    assertThat(read(tensor).shape()).containsExactly(1L, 2L);
  }

  @Test
  void floatsMayBeAListInOnePiece() {
    assertThat(read(tensor("w", 1, 2).bytes(4, floats(1, 2))).toFloats()).containsExactly(1, 2);
  }

  @Test
  void floatsMayBeAListInPieces() {
    OnnxBytes tensor = tensor("w", 1, 4).bytes(4, floats(1, 2)).fixed32(4, 3).bytes(4, floats(4));
    assertThat(read(tensor).toFloats()).containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @CsvSource({
    // ONNX type, a number in int32_data, what is read
    "2, 255, 255",
    "3, -128, -128",
    "4, 65535, 65535",
    "5, -32768, -32768",
    "6, -2147483648, -2147483648",
    "9, 1, 1"
  })
  void smallIntegersMayBeAListOfInt32(int type, long listed, int expected) {
    assertThat(read(tensor("w", type, 2).message(5, packed(listed, 0))).toInts())
        .containsExactly(expected, 0);
  }

  @Test
  void halvesMayBeAListOfTheirBits() {
    assertThat(read(tensor("w", 10, 2).message(5, packed(0x3c00, 0xc000))).toFloats())
        .containsExactly(1, -2);
    assertThat(read(tensor("w", 16, 2).message(5, packed(0x3f80, 0xc000))).toFloats())
        .containsExactly(1, -2);
  }

  @Test
  void longsMayBeAListNotPacked() {
    OnnxBytes tensor = tensor("w", 7, 3).varint(7, -5).varint(7, 1L << 30).varint(7, 0);
    assertThat(read(tensor).toInts()).containsExactly(-5, 1 << 30, 0);
  }

  @Test
  void aTensorOfNoElementsNeedsNoData() {
    assertThat(read(tensor("w", 1, 0, 4)).toFloats()).isEmpty();
  }

  @Test
  void externalDataLiesBesideTheModel(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("w.bin"), floats(9, 1, 2));
    Path file = folder.resolve("model.onnx");
    Files.write(file, OnnxBytes.model(external("w.bin", "offset", "4", "length", "8")).array());
    try (OnnxModel model = OnnxModel.open(file)) {
      assertThat(model.initializer("w").orElseThrow().toFloats()).containsExactly(1, 2);
      assertThat(model.memory().files()).containsExactly(file, folder.resolve("w.bin"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "../w.bin, offset, 0, names the file '../w.bin'",
    "/etc/passwd, offset, 0, names the file '/etc/passwd'",
    "absent.bin, offset, 0, absent.bin: there is no such file",
    "w.bin, offset, 13, 'should have -1 bytes from byte 13 of ''w.bin'', which has 12 in all'",
    "w.bin, length, 13, 'should have 13 bytes from byte 0 of ''w.bin'', which has 12 in all'",
    "w.bin, offset, -1, has offset '-1' of its external data",
    "w.bin, length, 9223372036854775808, has length '9223372036854775808' of its external data",
    "w.bin, length, x, has length 'x' of its external data",
    "w.bin, length, 4, 'tensor ''w'' F32 [2] needs 8 bytes; the file has 4 for it'"
  })
  void externalDataIsChecked(
      String location, String key, String value, String reason, @TempDir Path folder)
      throws IOException {
    Files.write(folder.resolve("w.bin"), floats(9, 1, 2));
    Path file = folder.resolve("model.onnx");
    Files.write(file, OnnxBytes.model(external(location, key, value)).array());
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> OnnxModel.open(file))
        .withMessageContaining(reason.replace("''", "'"));
  }

  @Test
  void aResourceHasNoExternalData() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> read(external("w.bin", "offset", "0")))
        .withMessage(
            "model.onnx: tensor 'w' lies in the file 'w.bin', which a resource cannot have; unpack"
                + " both into a folder");
  }

  private static OnnxBytes external(String location, String... about) {
    OnnxBytes tensor = tensor("w", 1, 2).varint(14, 1).message(13, entry("location", location));
    for (int i = 0; i < about.length; i += 2) {
      tensor.message(13, entry(about[i], about[i + 1]));
    }
    return tensor;
  }

  private static OnnxBytes entry(String key, String value) {
    return new OnnxBytes().text(1, key).text(2, value);
  }

  @Test
  void ofSeveralProducersTheLastOneCounts() {
    OnnxBytes model =
        new OnnxBytes()
            .text(3, "1")
            .text(2, "first")
            .text(3, "2")
            .text(2, "last")
            .message(7, new OnnxBytes());
    assertThat(OnnxBytes.parse(model).producer()).isEqualTo("last 2");
  }

  @Test
  void theGraphIsDescribed() {
    OnnxBytes node =
        new OnnxBytes()
            .text(1, "x")
            .text(1, "")
            .text(1, "w")
            .text(2, "y")
            .text(3, "/layer/MatMul")
            .text(4, "MatMul")
            .text(7, "com.example")
            .message(5, new OnnxBytes().text(1, "axis").varint(3, -1).varint(20, 2))
            .message(5, new OnnxBytes().text(1, "epsilon").fixed32(2, 0.5f))
            .message(5, new OnnxBytes().text(1, "mode").text(4, "tanh"))
            .message(5, new OnnxBytes().text(1, "perm").varint(8, 1).varint(8, 0))
            .message(5, new OnnxBytes().text(1, "axes").message(8, packed(2, -1)))
            .message(5, new OnnxBytes().text(1, "body").message(6, new OnnxBytes()));
    OnnxBytes graph =
        new OnnxBytes()
            .message(1, node)
            .message(5, tensor("w", 1, 1).bytes(9, floats(1)))
            .message(11, new OnnxBytes().text(1, "x"))
            .message(11, new OnnxBytes().text(1, "w"))
            .message(12, new OnnxBytes().text(1, "y"));
    OnnxModel model =
        OnnxBytes.parse(
            new OnnxBytes()
                .text(2, "pytorch")
                .text(3, "2.0.1")
                .message(8, new OnnxBytes().text(1, "").varint(2, 11))
                .message(14, entry("a", "b"))
                .message(7, graph));
    assertThat(model.producer()).isEqualTo("pytorch 2.0.1");
    assertThat(model.opsets()).isEqualTo(Map.of("", 11L));
    assertThat(model.metadata()).isEqualTo(Map.of("a", "b"));
    assertThat(model.inputs()).as("initializers are no inputs").containsExactly("x");
    assertThat(model.outputs()).containsExactly("y");
    OnnxNode read = model.nodes().getFirst();
    assertThat(read.inputs()).containsExactly("x", "", "w");
    assertThat(read.input(1)).isEmpty();
    assertThat(read.outputs()).containsExactly("y");
    assertThat(read.is("MatMul")).as("of another domain").isFalse();
    assertThat(read).hasToString("com.example.MatMul '/layer/MatMul'");
    assertThat(read.attribute("axis", 7)).isEqualTo(-1);
    assertThat(read.attribute("epsilon", 1f)).isEqualTo(0.5f);
    assertThat(read.attribute("mode", "none")).isEqualTo("tanh");
    assertThat(read.integers("perm")).isEqualTo(List.of(1L, 0L));
    assertThat(read.integers("axes")).isEqualTo(List.of(2L, -1L));
    assertThat(read.attributes().get("body")).isEqualTo(new OnnxAttribute.Other());
  }
}
