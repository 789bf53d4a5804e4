package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTensorTest {
  private static StoredTensor tensor(FileDType dtype, MemorySegment data, Long... shape) {
    return StoredTensor.plain("file", "t", dtype, List.of(shape), data);
  }

  /** One byte before the data: nothing is aligned. */
  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(1 + size).order(ByteOrder.LITTLE_ENDIAN).put((byte) 99);
  }

  private static MemorySegment data(ByteBuffer bytes) {
    return MemorySegment.ofBuffer(bytes.rewind()).asSlice(1);
  }

  @ParameterizedTest
  @CsvSource({
    // Values from the definition of the formats: sign, exponent, fraction.
    "F16, 0x3c00, 1",
    "F16, 0xc000, -2",
    "F16, 0x7bff, 65504",
    "F16, 0x0001, 5.9604645e-8",
    "F16, 0x7c00, Infinity",
    "F16, 0x7e00, NaN",
    "F16, 0x8000, -0.0",
    "BF16, 0x3f80, 1",
    "BF16, 0xc000, -2",
    "BF16, 0x4049, 3.140625",
    "BF16, 0x0001, 9.18355e-41",
    "BF16, 0xff80, -Infinity",
    "BF16, 0x7fc0, NaN"
  })
  void halvesHaveTheValuesOfTheirFormats(FileDType dtype, String bits, float expected) {
    // More than one chunk of the decoder, the value last.
    ByteBuffer bytes = bytes(2 * 5000);
    bytes.putShort(1 + 2 * 4999, (short) (int) Integer.decode(bits));
    float[] floats = tensor(dtype, data(bytes), 5000L).toFloats();
    assertThat(floats[4999]).isEqualTo(Float.valueOf(expected));
    assertThat(floats[4998]).isZero();
  }

  @Test
  void doublesAreRounded() {
    ByteBuffer bytes = bytes(16).putDouble(0.1).putDouble(Double.POSITIVE_INFINITY);
    assertThat(tensor(FileDType.F64, data(bytes), 2L).toFloats())
        .containsExactly(0.1f, Float.POSITIVE_INFINITY);
  }

  @Test
  void aDoubleThatNoFloatHoldsIsRefused() {
    ByteBuffer bytes = bytes(16).putDouble(0.1).putDouble(1e39);
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> tensor(FileDType.F64, data(bytes), 2L).toFloats())
        .withMessage(
            "file: tensor 't' cannot be read: element 1 is 1.0E39, beyond the range of float");
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, 1, 1",
    "U8, -1, 255",
    "I8, -1, -1",
    "I16, -2, -2",
    "U16, -2, 65534",
    "I32, -3, -3",
    "U32, 7, 7",
    "I64, -2147483648, -2147483648",
    "U64, 2147483647, 2147483647"
  })
  void integersAreWidened(FileDType dtype, long stored, int expected) {
    ByteBuffer bytes = bytes(16);
    bytes.putLong(1 + dtype.blockBytes(), stored);
    MemorySegment data = data(bytes).asSlice(0, 2L * dtype.blockBytes());
    assertThat(tensor(dtype, data, 2L).toInts()).containsExactly(0, expected);
  }

  @ParameterizedTest
  @CsvSource({"I64, 2147483648", "I64, -2147483649", "U32, 4294967295", "U64, -1"})
  void anIntegerThatNoIntHoldsIsRefused(FileDType dtype, long stored) {
    ByteBuffer bytes = bytes(16);
    bytes.putLong(1, stored);
    MemorySegment data = data(bytes).asSlice(0, dtype.blockBytes());
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> tensor(dtype, data, 1L).toInts())
        .withMessageContaining("file: tensor 't' cannot be read: element 0 is")
        .withMessageContaining("beyond the range of");
  }

  @Test
  void integersAreNoFloats() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> tensor(FileDType.I32, data(bytes(8)), 2L).toFloats())
        .withMessage(
            "file: tensor 't' holds I32; floats are read from F64, F32, F16, BF16 and ggml's blocks");
  }

  @Test
  void floatsAreNoIntegers() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> tensor(FileDType.F32, data(bytes(8)), 2L).toInts())
        .withMessageContaining("holds reals (F32)");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 700", "63, 511", "64, 512", "65, 513", "200, 1100", "0, 5", "5, 0"})
  void aTransposedMatrixIsTurned(int in, int out) {
    float[] stored = random(in * out);
    StoredTensor weight = matrix(stored, in, out).transpose();
    assertThat(weight.shape()).containsExactly((long) out, (long) in);
    float[] expected = new float[in * out];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        expected[o * in + i] = stored[i * out + o];
      }
    }
    assertThat(Arrays.mismatch(weight.toFloats(), expected)).isEqualTo(-1);
  }

  @Test
  void rowsOfATransposedMatrixAreItsColumns() {
    float[] stored = random(70 * 600);
    float[] whole = matrix(stored, 70, 600).transpose().toFloats();
    float[] rows = new float[3 + 550 * 70];
    matrix(stored, 70, 600).transpose().readRows(17, 550, rows, 3);
    assertThat(Arrays.mismatch(rows, 3, rows.length, whole, 17 * 70, 567 * 70)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRowRangeIsPartOfTheWhole(boolean quantized) {
    StoredTensor matrix = quantized ? quantizedMatrix(9, 5) : matrix(random(45), 9, 5);
    float[] whole = matrix.toFloats();
    float[] rows = new float[4 * 5];
    matrix.readRows(3, 4, rows, 0);
    assertThat(rows).containsExactly(Arrays.copyOfRange(whole, 15, 35));
  }

  @Test
  void rowsThatAreNotThereAreRefused() {
    StoredTensor matrix = matrix(random(6), 2, 3);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> matrix.readRows(1, 2, new float[6], 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> matrix.readRows(0, 2, new float[6], 1));
  }

  @Test
  void everyColumnHasItsScaleAndZeroPoint() {
    byte[] stored = {-128, 127, 0, 1, -1, 100};
    Quantization quantization = new Quantization(new float[] {0.5f, 2f, 10f}, new int[] {0, 7, -1});
    StoredTensor matrix =
        new StoredTensor(
            "file",
            "t",
            FileDType.I8,
            List.of(2L, 3L),
            MemorySegment.ofArray(stored),
            false,
            quantization);
    assertThat(matrix.toFloats()).containsExactly(-64, 240, 10, 0.5f, -16, 1010);
    assertThat(matrix.transpose().toFloats()).containsExactly(-64, 0.5f, 240, -16, 10, 1010);
  }

  @Test
  void oneScaleServesATensorOfUnsignedBytes() {
    byte[] stored = {0, (byte) 128, (byte) 255, 1};
    Quantization quantization = new Quantization(new float[] {0.25f}, new int[] {128});
    StoredTensor table =
        new StoredTensor(
            "file",
            "t",
            FileDType.U8,
            List.of(2L, 2L),
            MemorySegment.ofArray(stored),
            false,
            quantization);
    assertThat(table.toFloats()).containsExactly(-32, 0, 31.75f, -31.75f);
  }

  @Test
  void aScalarIsOneRow() {
    StoredTensor scalar = tensor(FileDType.F32, data(bytes(4).putFloat(2.5f)));
    assertThat(scalar.toFloats()).containsExactly(2.5f);
    assertThat(scalar.rows()).isOne();
  }

  @Test
  void dataOfAnotherSizeThanTheShapeIsRefused() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> tensor(FileDType.F32, data(bytes(9)), 2L))
        .withMessage("file: tensor 't' F32 [2] has 9 bytes of data; expected 8");
  }

  @Test
  void itsMemoryCannotBeWritten() {
    assertThat(tensor(FileDType.F32, data(bytes(8)), 2L).data().isReadOnly()).isTrue();
  }

  private static float[] random(int n) {
    Random random = new Random(n);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static StoredTensor matrix(float[] values, int rows, int columns) {
    ByteBuffer bytes = bytes(4 * values.length);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return tensor(FileDType.F32, data(bytes), (long) rows, (long) columns);
  }

  private static StoredTensor quantizedMatrix(int rows, int columns) {
    byte[] stored = new byte[rows * columns];
    new Random(1).nextBytes(stored);
    Quantization quantization = new Quantization(random(columns), new int[columns]);
    List<Long> shape = List.of((long) rows, (long) columns);
    return new StoredTensor(
        "file", "t", FileDType.I8, shape, MemorySegment.ofArray(stored), false, quantization);
  }
}
