package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file that Python's gguf wrote ({@code src/test/resources/checkpoint/make-gguf.py}): a tensor of
 * every type, with the floats that Python makes of it, and a metadata value of every type.
 */
class GgufTypesTest {
  private static GgufFile file;

  @BeforeAll
  static void open() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            GgufTypesTest.class.getResourceAsStream("/checkpoint/gguf/types.gguf"))) {
      file = GgufFile.parse(MemorySegment.ofArray(in.readAllBytes()), "types.gguf");
    }
  }

  @AfterAll
  static void close() {
    file.close();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"U8", "U16", "U32", "U64", "BOOL"},
      mode = EnumSource.Mode.EXCLUDE)
  void aTensorHasTheValuesThatPythonReads(FileDType dtype) {
    StoredTensor tensor = file.checkpoint().tensor(dtype.name());
    StoredTensor golden = file.checkpoint().tensor(dtype + ".floats");
    assertThat(tensor.dtype()).isEqualTo(dtype);
    assertThat(tensor.shape()).isEqualTo(golden.shape());
    assertThat(bits(floats(tensor))).containsExactly(bits(golden.toFloats()));
  }

  private static float[] floats(StoredTensor tensor) {
    if (tensor.dtype().isFloat()) {
      return tensor.toFloats();
    }
    int[] ints = tensor.toInts();
    float[] floats = new float[ints.length];
    for (int i = 0; i < ints.length; i++) {
      floats[i] = ints[i];
    }
    return floats;
  }

  private static int[] bits(float[] floats) {
    int[] bits = new int[floats.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(floats[i]));
    return bits;
  }

  @Test
  void theSlowestDimensionStandsFirst() {
    assertThat(file.checkpoint().tensor("Q4_K").shape()).containsExactly(3L, 512L);
    assertThat(file.checkpoint().tensor("I16").shape()).containsExactly(2L, 3L, 4L);
  }

  @ParameterizedTest
  @CsvSource({"Q4_0, 864", "Q4_1, 960", "Q8_0, 1632", "Q4_K, 864", "Q6_K, 1260"})
  void theDataIsWholeBlocks(FileDType dtype, long bytes) {
    StoredTensor tensor = file.checkpoint().tensor(dtype.name());
    assertThat(tensor.data().byteSize()).isEqualTo(bytes);
    assertThat(tensor.elements()).isEqualTo(3 * 512);
    assertThat(tensor.rowSize()).isEqualTo(512);
  }

  @ParameterizedTest
  @EnumSource(names = "Q.*", mode = EnumSource.Mode.MATCH_ALL)
  void rowsArePartOfTheWhole(FileDType dtype) {
    StoredTensor tensor = file.checkpoint().tensor(dtype.name());
    float[] rows = new float[7 + 2 * 512];
    tensor.readRows(1, 2, rows, 7);
    assertThat(Arrays.copyOfRange(rows, 7, rows.length))
        .containsExactly(Arrays.copyOfRange(tensor.toFloats(), 512, 3 * 512));
  }

  /** Elements of a vector are its rows, and need not begin where a block does. */
  @ParameterizedTest
  @CsvSource({"0, 1", "31, 1", "31, 2", "5, 100", "64, 32", "1000, 536", "255, 1"})
  void aVectorIsReadFromAnyElementOn(int first, int count) {
    for (FileDType dtype : new FileDType[] {FileDType.Q5_1, FileDType.Q3_K}) {
      StoredTensor matrix = file.checkpoint().tensor(dtype.name());
      StoredTensor vector = StoredTensor.plain("file", "v", dtype, List.of(1536L), matrix.data());
      float[] read = new float[count];
      vector.readRows(first, count, read, 0);
      assertThat(read).containsExactly(Arrays.copyOfRange(matrix.toFloats(), first, first + count));
    }
  }

  @Test
  void blocksAreNotTurned() {
    StoredTensor tensor = file.checkpoint().tensor("Q8_0");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(tensor::transpose)
        .withMessageContaining("expected a matrix of single elements to transpose");
  }

  @ParameterizedTest
  @CsvSource({
    "test.uint8, 200",
    "test.int8, -100",
    "test.uint16, 60000",
    "test.int16, -30000",
    "test.uint32, 4000000000",
    "test.int32, -2000000000",
    "test.uint64, 9223372036854775807",
    "test.int64, -9223372036854775808"
  })
  void integersOfAllWidths(String key, long expected) {
    assertThat(file.metadata().integer(key)).hasValue(expected);
  }

  @Test
  void numbersThatAreNoIntegers() {
    assertThat(file.metadata().number("test.float32")).hasValue(1e-5);
    assertThat(file.metadata().number("test.float64")).hasValue(1e-300);
    assertThat(file.metadata().number("test.int8")).hasValue(-100);
  }

  @Test
  void textsAndTruthValues() {
    assertThat(file.metadata().string("test.string")).hasValue("ein Wörtchen");
    assertThat(file.metadata().flag("test.bool")).hasValue(true);
  }

  @Test
  void arrays() {
    GgufMetadata metadata = file.metadata();
    assertThat(metadata.strings("test.strings").orElseThrow())
        .containsExactly("", "a", "Ġthe", "日本");
    assertThat(metadata.integers("test.integers").orElseThrow()).containsExactly(1, -2, 3);
    assertThat(metadata.floats("test.floats").orElseThrow()).containsExactly(0.5f, -1.25f);
    assertThat(metadata.integers("test.flags").orElseThrow()).containsExactly(1, 0, 1);
    assertThat(metadata.bytes("test.bytes").orElseThrow()).containsExactly(1, 2, -1);
    assertThat(metadata.length("test.strings")).hasValue(4);
  }

  @Test
  void anAbsentKeyIsEmpty() {
    assertThat(file.metadata().integer("test.none")).isEmpty();
    assertThat(file.metadata().strings("test.none")).isEmpty();
    assertThat(file.metadata().length("test.uint8")).isEmpty();
  }

  @Test
  void aValueOfAnotherTypeIsRefusedByItsName() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> file.metadata().integer("test.string"))
        .withMessage("types.gguf: metadata 'test.string' is STRING; expected an integer");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> file.metadata().string("test.strings"))
        .withMessage(
            "types.gguf: metadata 'test.strings' is an array of 4 STRING; expected a STRING");
  }
}
