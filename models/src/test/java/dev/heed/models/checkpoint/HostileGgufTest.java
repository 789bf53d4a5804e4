package dev.heed.models.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are wrong in one way each: every one is refused, by name and with the numbers. */
class HostileGgufTest {
  private static final long HUGE = Long.MIN_VALUE;

  private static GgufWriter writer() {
    return GgufWriter.of("llama");
  }

  /** A small model with texts, arrays and two tensors. */
  static byte[] good() {
    return writer()
        .put("llama.block_count", 1)
        .put("llama.rope.freq_base", 1e4f)
        .put("tokenizer.ggml.tokens", List.of("a", "", "Ġb"))
        .put("tokenizer.ggml.token_type", new int[] {1, 3, 1})
        .put("a flag", true)
        .zeros("token_embd.weight", FileDType.Q8_0, 3, 64)
        .tensor("output_norm.weight", new float[] {1, 2, 3}, 3)
        .bytes();
  }

  /** Layers of two kinds: what the metadata says is worked out in full. */
  static byte[] gemma() {
    return GgufWriter.of("gemma3")
        .put("gemma3.block_count", 3)
        .put("gemma3.context_length", 16)
        .put("gemma3.embedding_length", 8)
        .put("gemma3.feed_forward_length", new int[] {4, 4, 4})
        .put("gemma3.attention.head_count", 2)
        .put("gemma3.attention.layer_norm_rms_epsilon", 1e-6f)
        .put("gemma3.attention.sliding_window", 4)
        .put("gemma3.attention.sliding_window_pattern", new int[] {1, 0, 1})
        .put("gemma3.rope.scaling.type", "yarn")
        .put("gemma3.rope.scaling.factor", 2f)
        .zeros("token_embd.weight", FileDType.F16, 2, 8)
        .zeros("blk.2.ffn_norm.weight", FileDType.F32, 8)
        .bytes();
  }

  private static GgufWriter oneTensor(int type, long offset, long... shape) {
    return writer().tensor("t", type, new byte[64], offset, shape);
  }

  private static byte[] with(byte[] file, int at, long value) {
    byte[] changed = file.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
    return changed;
  }

  private static byte[] swapped() {
    byte[] file = good();
    ByteBuffer.wrap(file).order(ByteOrder.BIG_ENDIAN).putInt(4, 3);
    return file;
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("no bytes", new byte[0], "has 0 bytes; a GGUF file has at least 24"),
        Arguments.of(
            "another format", "PK\3\4....".getBytes(UTF_8), "begins with the bytes 50 4b 03 04"),
        Arguments.of("version 1", writer().version(1).bytes(), "has GGUF version 1; versions 2"),
        Arguments.of("version 4", writer().version(4).bytes(), "has GGUF version 4"),
        Arguments.of("version 2^32 - 1", writer().version(-1).bytes(), "version 4294967295"),
        Arguments.of("big-endian", swapped(), "is a big-endian GGUF file (version 3)"),
        Arguments.of(
            "2^63 tensors", with(good(), 8, HUGE), "should hold 9223372036854775808 tensors"),
        Arguments.of("2^64 - 1 tensors", with(good(), 8, -1), "hold 18446744073709551615 tensors"),
        Arguments.of("2^62 tensors", with(good(), 8, 1L << 62), "tensors of at least 24 bytes"),
        Arguments.of(
            "2^63 metadata values",
            with(good(), 16, HUGE),
            "should hold 9223372036854775808 metadata values"),
        Arguments.of("2^62 metadata values", with(good(), 16, 1L << 62), "metadata values of at"),
        Arguments.of("a key of 2^63 bytes", with(good(), 24, HUGE), "9223372036854775808 bytes"),
        Arguments.of(
            "a key that is longer than the file", with(good(), 24, 100_000), "100000 bytes of key"),
        Arguments.of(
            "a key of 65,536 bytes",
            new GgufWriter().put("x".repeat(65_536), 1).bytes(),
            "has key of 65,536 bytes; expected at most 65,535"),
        Arguments.of(
            "a text of 2^63 bytes",
            writer().value("k", 8, out -> out.wide(HUGE)).bytes(),
            "metadata 'k' should hold 9223372036854775808 bytes of text"),
        Arguments.of(
            "an unknown type of value",
            writer().value("k", 13, out -> out.wide(0)).bytes(),
            "has the type 13; expected 0 to 12: UINT8, INT8"),
        Arguments.of(
            "an array of 2^63 numbers",
            writer().value("k", 9, out -> out.number(4).wide(HUGE)).bytes(),
            "metadata 'k' should hold 9223372036854775808 elements of at least 4 bytes"),
        Arguments.of(
            "an array of 2^61 numbers, whose bytes overflow to 0",
            writer().value("k", 9, out -> out.number(10).wide(1L << 61)).bytes(),
            "should hold 2305843009213693952 elements"),
        Arguments.of(
            "an array of 2^62 texts",
            writer().value("k", 9, out -> out.number(8).wide(1L << 62)).bytes(),
            "should hold 4611686018427387904 elements"),
        Arguments.of(
            "a text of 2^63 bytes in an array",
            writer().value("k", 9, out -> out.number(8).wide(1).wide(HUGE)).bytes(),
            "text 0 of 1 begins at byte"),
        Arguments.of(
            "an array of arrays",
            writer().value("k", 9, out -> out.number(9).wide(0)).bytes(),
            "array of arrays"),
        Arguments.of(
            "an array of an unknown type",
            writer().value("k", 9, out -> out.number(99).wide(0)).bytes(),
            "has the type 99"),
        Arguments.of(
            "a truth value of 2", writer().value("k", 7, out -> out.raw(2)).bytes(), "value 2"),
        Arguments.of(
            "a key twice",
            writer().put("k", 1).put("k", 2).bytes(),
            "metadata 'k' stands twice in the header"),
        Arguments.of(
            "alignment 0",
            writer().put("general.alignment", 0).bytes(),
            "'general.alignment' is 0; expected a power of two"),
        Arguments.of(
            "alignment 24", writer().put("general.alignment", 24).bytes(), "is 24; expected"),
        Arguments.of(
            "alignment 2^62",
            writer().put("general.alignment", 1L << 62).bytes(),
            "is 4,611,686,018,427,387,904; expected a power of two up to 2^30"),
        Arguments.of(
            "an alignment that is a text",
            writer().put("general.alignment", "32").bytes(),
            "metadata 'general.alignment' is STRING; expected an integer"),
        Arguments.of(
            "five dimensions", oneTensor(0, 0, 1, 1, 1, 1, 1).bytes(), "5 dimensions; expected 0"),
        Arguments.of(
            "dimensions whose product overflows",
            oneTensor(0, 0, 1L << 32, 1L << 32).bytes(),
            "below 2^63 bytes"),
        Arguments.of(
            "dimensions whose product overflows to the right size",
            oneTensor(0, 0, 2, (1L << 62) + 1).bytes(),
            "below 2^63 bytes"),
        Arguments.of(
            "bytes that overflow", oneTensor(28, 0, (1L << 61) + 1).bytes(), "below 2^63 bytes"),
        Arguments.of(
            "a dimension of 2^63",
            oneTensor(0, 0, HUGE).bytes(),
            "dimensions [9223372036854775808]; expected 0 or more"),
        Arguments.of(
            "half a block a row",
            oneTensor(8, 0, 4, 16).bytes(),
            "tensor 't' Q8_0 [4, 16] has rows of 16 elements; expected a multiple of 32"),
        Arguments.of(
            "a row that is no super-block",
            oneTensor(12, 0, 8, 576).bytes(),
            "has rows of 576 elements; expected a multiple of 256"),
        Arguments.of("a scalar in blocks", oneTensor(2, 0).bytes(), "rows of 1 elements; expected"),
        Arguments.of(
            "a type that is known and not read",
            oneTensor(23, 0, 256).bytes(),
            "tensor 't' has the type IQ4_XS, which is not read; expected one of F32, F16, Q4_0"),
        Arguments.of("a type of tomorrow", oneTensor(250, 0, 256).bytes(), "has the type 250"),
        Arguments.of("type 2^32 - 1", oneTensor(-1, 0, 256).bytes(), "has the type 4294967295"),
        Arguments.of(
            "an offset between two multiples",
            oneTensor(0, 4, 4).bytes(),
            "begins at byte 4 of the data; expected a multiple of 32"),
        Arguments.of(
            "an offset behind the end",
            oneTensor(0, 96, 1).bytes(),
            "should have 4 bytes from byte 96 of the data; the file has 64 there"),
        Arguments.of(
            "an offset of 2^63", oneTensor(0, HUGE, 1).bytes(), "from byte 9223372036854775808"),
        Arguments.of(
            "an offset near 2^63",
            oneTensor(0, Long.MAX_VALUE - 31, 16).bytes(),
            "from byte 9223372036854775776"),
        Arguments.of(
            "an end behind the end", oneTensor(0, 32, 9).bytes(), "should have 36 bytes from"),
        Arguments.of(
            "a tensor twice",
            writer().zeros("t", FileDType.F32, 1).zeros("t", FileDType.F32, 1).bytes(),
            "tensor 't' F32 [1] stands twice in the header"),
        Arguments.of(
            "tensors in one another's place",
            oneTensor(0, 0, 9).tensor("u", 0, new byte[64], 32, new long[] {1}).bytes(),
            "tensor 'u' F32 [1] begins at byte 32 of the data, within 't', which ends at 36"),
        Arguments.of(
            "a name of 1,025 bytes",
            writer().zeros("x".repeat(1025), FileDType.F32, 1).bytes(),
            "has name of 1,025 bytes; expected at most 1,024"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isRefusedByNameAndReason(String what, byte[] file, String reason) {
    assertThatExceptionOfType(CheckpointException.class)
        .as(what)
        .isThrownBy(() -> parse(file).close())
        .withMessageStartingWith("model.gguf: ")
        .withMessageContaining(reason);
  }

  private static GgufFile parse(byte[] file) {
    return GgufFile.parse(MemorySegment.ofArray(file), "model.gguf");
  }

  @Test
  void aFileThatLostItsEndIsRefusedWhereverItWasCut() {
    byte[] whole = good();
    parse(whole).close();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(CheckpointException.class)
          .as("cut to %d bytes", length)
          .isThrownBy(() -> parse(cut).close());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aFileWithChangedBytesIsReadOrRefused(long seed) {
    Random random = new Random(seed);
    byte[][] wholes = {good(), gemma()};
    byte[] extremes = {0, 1, 2, 4, 8, 9, 12, 31, 32, 64, 127, -128, -1};
    for (int i = 0; i < 4000; i++) {
      byte[] file = wholes[i % 2].clone();
      for (int change = random.nextInt(1, 5); change > 0; change--) {
        int at = random.nextInt(file.length);
        file[at] =
            random.nextBoolean()
                ? (byte) random.nextInt()
                : extremes[random.nextInt(extremes.length)];
      }
      readOrRefuse(file);
    }
  }

  /** Each eight bytes of the header in turn hold what no count, length or size should be. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0xFFFF_FFFFL, 1L << 32, 1L << 61})
  void aFileWithAnExtremeAnywhereIsReadOrRefused(long extreme) {
    for (byte[] whole : new byte[][] {good(), gemma()}) {
      for (int at = 0; at + Long.BYTES <= whole.length; at++) {
        readOrRefuse(with(whole, at, extreme));
      }
    }
  }

  /** Reads all there is to read. */
  static void readOrRefuse(byte[] bytes) {
    try (GgufFile file = parse(bytes)) {
      GgufMetadata metadata = file.metadata();
      for (String key : metadata.keys()) {
        metadata.type(key);
        if (metadata.type(key).orElseThrow().endsWith(" STRING")) {
          metadata.strings(key);
        }
      }
      for (StoredTensor tensor : file.checkpoint().tensors()) {
        assertThat(tensor.data().byteSize()).isLessThan(bytes.length);
        if (tensor.dtype().isFloat() && tensor.dtype() != FileDType.F64) {
          assertThat(tensor.toFloats()).hasSize((int) tensor.elements());
        }
      }
      GgufDecoder.parse(MemorySegment.ofArray(bytes), "model.gguf").close();
    } catch (CheckpointException expected) {
      assertThat(expected).hasMessageStartingWith("model.gguf: ");
    }
  }

  @Test
  void whatLiesBetweenAndBehindTheTensorsIsPassedOver() {
    byte[] file =
        writer()
            .zeros("a", FileDType.F32, 1)
            .tensor("b", 0, new byte[200], 32, new long[] {2})
            .bytes();
    try (GgufFile read = parse(file)) {
      assertThat(read.checkpoint().names()).containsExactly("a", "b");
    }
  }

  @Test
  void anAlignmentOfItsOwnIsHeeded() {
    byte[] file =
        writer()
            .alignment(256)
            .tensor("a", new float[] {1, 2}, 2)
            .tensor("b", new float[] {3}, 1)
            .bytes();
    try (GgufFile read = parse(file)) {
      assertThat(read.checkpoint().tensor("a").toFloats()).containsExactly(1, 2);
      assertThat(read.checkpoint().tensor("b").toFloats()).containsExactly(3);
    }
  }

  @Test
  void versionTwoIsReadLikeVersionThree() {
    try (GgufFile read = parse(writer().version(2).tensor("a", new float[] {1}, 1).bytes())) {
      assertThat(read.checkpoint().tensor("a").toFloats()).containsExactly(1);
    }
  }

  @Test
  void anEmptyTensorIsOne() {
    try (GgufFile read = parse(writer().zeros("a", FileDType.Q4_0, 0, 32).bytes())) {
      assertThat(read.checkpoint().tensor("a").toFloats()).isEmpty();
    }
  }

  @Test
  void nothingIsReadOnceTheFileIsClosed() {
    GgufFile file = parse(good());
    file.close();
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> file.checkpoint().find("output_norm.weight"))
        .withMessageContaining("is closed");
  }
}
