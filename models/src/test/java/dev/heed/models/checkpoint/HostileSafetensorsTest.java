package dev.heed.models.checkpoint;

import static dev.heed.models.checkpoint.SafetensorsBytes.file;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are wrong in one way each: every one is refused, by name and with the numbers. */
class HostileSafetensorsTest {
  private static final String ENTRY = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

  @TempDir Path folder;

  static Stream<Arguments> files() {
    byte[] good = file("{\"a\":" + ENTRY + "}", 8);
    return Stream.of(
        Arguments.of("no byte", new byte[0], "the file is empty"),
        Arguments.of("seven bytes", new byte[7], "has 7 bytes; a safetensors file has at least 8"),
        Arguments.of(
            "header of 2^63 bytes",
            file(Long.MIN_VALUE, new byte[2], 0),
            "header length of 9223372036854775808; expected at most 100,000,000"),
        Arguments.of(
            "header of 2^64 - 1 bytes",
            file(-1, new byte[2], 0),
            "header length of 18446744073709551615"),
        Arguments.of(
            "header above the limit",
            file(100_000_001, new byte[2], 0),
            "header length of 100000001"),
        Arguments.of(
            "header longer than the file",
            file(1000, new byte[2], 0),
            "the header should have 1,000 bytes, the file has 10 in all"),
        Arguments.of("empty header", file("", 0), "the header of 0 bytes does not begin with '{'"),
        Arguments.of("no JSON", file("{hello", 0), "not the JSON of a safetensors file"),
        Arguments.of("a space before", file(" {}", 0), "does not begin with '{'"),
        Arguments.of(
            "UTF-16",
            file(6, "{}{".getBytes(java.nio.charset.StandardCharsets.UTF_16LE), 0),
            "not the JSON of a safetensors file"),
        Arguments.of(
            "bytes that are no UTF-8",
            file(3, new byte[] {'{', (byte) 0xc3, 0x28}, 0),
            "not the JSON"),
        Arguments.of("an array", file("[]", 0), "does not begin with '{'"),
        Arguments.of("two objects", file("{}{}", 0), "goes on after its JSON object"),
        Arguments.of("cut off JSON", file("{\"a\":{", 0), "not the JSON of a safetensors file"),
        Arguments.of(
            "deep JSON",
            file("{\"a\":{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}", 0),
            "nesting depth"),
        Arguments.of(
            "a file that lost its end",
            Arrays.copyOf(good, good.length - 1),
            "tensor 'a' should end at byte 8 of the data; the file has 7"),
        Arguments.of(
            "a file with a byte too many",
            Arrays.copyOf(good, good.length + 1),
            "the tensors end at byte 8 of the data; the file has 9"),
        entry("an absent dtype", "{\"shape\":[2],\"data_offsets\":[0,8]}", "has dtype null"),
        entry("an absent shape", "{\"dtype\":\"F32\",\"data_offsets\":[0,8]}", "shape null"),
        entry("absent offsets", "{\"dtype\":\"F32\",\"shape\":[2]}", "data_offsets null"),
        entry(
            "one offset", "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}", "two offsets"),
        entry(
            "three offsets",
            "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}",
            "more than 2 numbers"),
        entry(
            "an unknown dtype",
            "{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}",
            "has dtype F31; expected one of BOOL, U8"),
        entry(
            "a dtype that is a number",
            "{\"dtype\":1,\"shape\":[2],\"data_offsets\":[0,8]}",
            "expected VALUE_STRING"),
        entry(
            "a negative dimension",
            "{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}",
            "the number -2; expected 0 to 2^63 - 1"),
        entry(
            "a dimension of 2^64",
            "{\"dtype\":\"F32\",\"shape\":[18446744073709551616],\"data_offsets\":[0,8]}",
            "the number 18446744073709551616"),
        entry(
            "a fractional dimension",
            "{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}",
            "found VALUE_NUMBER_FLOAT"),
        entry(
            "dimensions whose product overflows to the right size",
            "{\"dtype\":\"F32\",\"shape\":[4611686018427387905,2],\"data_offsets\":[0,8]}",
            "is larger than 2^63 bytes"),
        entry(
            "bytes that overflow",
            "{\"dtype\":\"F64\",\"shape\":[2305843009213693953],\"data_offsets\":[0,8]}",
            "is larger than 2^63 bytes"),
        entry(
            "33 dimensions",
            "{\"dtype\":\"F32\",\"shape\":[" + "1,".repeat(32) + "2],\"data_offsets\":[0,8]}",
            "more than 32 numbers"),
        entry(
            "too small a range",
            "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,7]}",
            "needs 8 bytes; its data_offsets are [0, 7]"),
        entry(
            "a range that runs backwards",
            "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}",
            "its data_offsets are [8, 0]"),
        entry(
            "a range near 2^63",
            "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[9223372036854775799,9223372036854775807]}",
            "should end at byte 9,223,372,036,854,775,807"),
        entry(
            "a hole before the first tensor",
            "{\"dtype\":\"U8\",\"shape\":[7],\"data_offsets\":[1,8]}",
            "begins at byte 1 of the data; expected 0, where the header ends"),
        entry(
            "a field twice",
            "{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}",
            "two fields 'dtype'"),
        Arguments.of(
            "a tensor twice",
            file("{\"a\":" + ENTRY + ",\"a\":" + ENTRY + "}", 8),
            "tensor 'a' stands twice"),
        Arguments.of(
            "overlapping tensors",
            file("{\"a\":" + ENTRY + ",\"b\":" + ENTRY + "}", 8),
            "tensor 'b' begins at byte 0 of the data; expected 8, where 'a' ends"),
        Arguments.of(
            "metadata twice",
            file("{\"__metadata__\":{},\"__metadata__\":{},\"a\":" + ENTRY + "}", 8),
            "'__metadata__' stands twice"),
        Arguments.of(
            "metadata without end",
            file(
                IntStream.rangeClosed(0, 100_000)
                    .mapToObj(i -> "\"" + i + "\":\"\"")
                    .collect(Collectors.joining(",", "{\"__metadata__\":{", "}}")),
                0),
            "'__metadata__' has more than 100,000 entries"),
        Arguments.of(
            "metadata that is no text",
            file("{\"__metadata__\":{\"a\":1}}", 0),
            "__metadata__.a: found VALUE_NUMBER_INT"));
  }

  private static Arguments entry(String what, String entry, String message) {
    return Arguments.of(what, file("{\"a\":" + entry + "}", 8), message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isRefusedByNameAndReason(String what, byte[] bytes, String reason) {
    Path file = SafetensorsBytes.write(folder, bytes);
    assertThatExceptionOfType(CheckpointException.class)
        .as(what)
        .isThrownBy(() -> SafetensorsFile.open(file))
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(reason);
  }
}
