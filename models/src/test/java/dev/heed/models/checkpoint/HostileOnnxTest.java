package dev.heed.models.checkpoint;

import static dev.heed.models.checkpoint.OnnxBytes.model;
import static dev.heed.models.checkpoint.OnnxBytes.packed;
import static dev.heed.models.checkpoint.OnnxBytes.tensor;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Protobuf that is wrong in one way each: every one is refused, by name and with the numbers. */
class HostileOnnxTest {
  private static OnnxBytes graph(OnnxBytes graph) {
    return new OnnxBytes().message(7, graph);
  }

  private static OnnxBytes node(String op, String input, String output) {
    return new OnnxBytes().text(1, input).text(2, output).text(4, op);
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of(
            "nothing that is a model", new OnnxBytes().text(2, "pytorch"), "holds 0 graphs"),
        Arguments.of(
            "two graphs",
            graph(new OnnxBytes()).message(7, new OnnxBytes()),
            "holds 2 graphs; expected one"),
        Arguments.of(
            "a length past the end", new OnnxBytes().raw(0x3a, 100, 1, 2), "is not an ONNX model"),
        Arguments.of(
            "a length of 2^31",
            new OnnxBytes().raw(0x3a, 0x80, 0x80, 0x80, 0x80, 0x08),
            "is not an ONNX model"),
        Arguments.of(
            "a negative length",
            new OnnxBytes().raw(0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
            "is not an ONNX model"),
        Arguments.of(
            "an endless varint",
            new OnnxBytes()
                .raw(0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
            "is not an ONNX model"),
        Arguments.of("field number 0", new OnnxBytes().raw(0x00), "is not an ONNX model"),
        Arguments.of("an unknown wire type", new OnnxBytes().raw(0x0f), "is not an ONNX model"),
        Arguments.of(
            "the end of a group that never began",
            new OnnxBytes().raw(0x0c),
            "is not an ONNX model"),
        Arguments.of(
            "groups in groups",
            new OnnxBytes().raw(IntStream.range(0, 100_000).map(i -> 0x0b).toArray()),
            "is not an ONNX model"),
        Arguments.of(
            "a tensor longer than its graph",
            new OnnxBytes().raw(0x3a, 2, 0x2a, 100).text(2, "x".repeat(200)),
            "is not an ONNX model"),
        Arguments.of(
            "a sparse tensor",
            graph(new OnnxBytes().message(15, new OnnxBytes())),
            "holds a sparse tensor"),
        Arguments.of(
            "a tensor without a name",
            model(tensor("", 1, 0)),
            "an initializer F32 [0] without a name"),
        Arguments.of(
            "two tensors of one name",
            graph(new OnnxBytes().message(5, tensor("w", 1, 0)).message(5, tensor("w", 1, 0))),
            "holds two initializers named 'w'"),
        Arguments.of("text", model(tensor("w", 8, 1)), "tensor 'w' has ONNX data type 8"),
        Arguments.of(
            "no data type", model(new OnnxBytes().text(8, "w")), "tensor 'w' has ONNX data type 0"),
        Arguments.of(
            "data type 2^32 + 1",
            model(tensor("w", 1, 0).varint(2, (1L << 32) + 1)),
            "data type 4294967297"),
        Arguments.of(
            "a negative dimension", model(tensor("w", 1, -1)), "tensor 'w' has shape [-1]"),
        Arguments.of(
            "dimensions that overflow",
            model(tensor("w", 1, 1L << 62, 4)),
            "has shape [4611686018427387904, 4]"),
        Arguments.of(
            "33 dimensions",
            model(tensor("w", 1, IntStream.range(0, 33).mapToLong(i -> 1).toArray())),
            "expected at most 32 sizes"),
        Arguments.of(
            "too little raw data",
            model(tensor("w", 1, 2).bytes(9, new byte[7])),
            "needs 8 bytes; the file has 7"),
        Arguments.of(
            "too much raw data",
            model(tensor("w", 1, 2).bytes(9, new byte[9])),
            "needs 8 bytes; the file has 9"),
        Arguments.of(
            "no data", model(tensor("w", 1, 2)), "has its elements in 0 places; expected one"),
        Arguments.of(
            "data in two places",
            model(tensor("w", 1, 1).bytes(9, new byte[4]).fixed32(4, 1)),
            "has its elements in 2 places"),
        Arguments.of(
            "raw data twice",
            model(tensor("w", 1, 1).bytes(9, new byte[4]).bytes(9, new byte[4])),
            "has its raw elements twice; expected them once"),
        Arguments.of(
            "floats in the list of integers",
            model(tensor("w", 1, 1).varint(5, 1)),
            "holds F32 in INT32_DATA"),
        Arguments.of(
            "integers in the list of floats",
            model(tensor("w", 6, 1).fixed32(4, 1)),
            "holds I32 in FLOAT_DATA"),
        Arguments.of(
            "too few numbers",
            model(tensor("w", 6, 3).message(5, packed(1, 300))),
            "has not 3 elements"),
        Arguments.of(
            "too many numbers",
            model(tensor("w", 6, 1).message(5, packed(1, 2))),
            "has not 1 elements"),
        Arguments.of(
            "2^40 numbers in three bytes",
            model(tensor("w", 7, 1L << 40).message(7, packed(1, 2, 3))),
            "1,099,511,627,776 elements cannot be in 3 bytes"),
        Arguments.of(
            "a number too large for a byte",
            model(tensor("w", 2, 1).varint(5, 256)),
            "256 is no U8"),
        Arguments.of(
            "a number too small for a byte",
            model(tensor("w", 3, 1).varint(5, -129)),
            "-129 is no I8"),
        Arguments.of("a truth of 2", model(tensor("w", 9, 1).varint(5, 2)), "2 is no BOOL"),
        Arguments.of(
            "a float of three bytes",
            model(tensor("w", 1, 1).bytes(4, new byte[3])),
            "the file has 3"),
        Arguments.of(
            "a tensor in segments",
            model(tensor("w", 1, 0).message(3, new OnnxBytes())),
            "is cut into segments"),
        Arguments.of(
            "external data without a place",
            model(tensor("w", 1, 1).varint(14, 1)),
            "lies in another file, but names none"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isRefusedByNameAndReason(String what, OnnxBytes file, String reason) {
    assertThatExceptionOfType(CheckpointException.class)
        .as(what)
        .isThrownBy(() -> OnnxBytes.parse(file))
        .withMessageStartingWith("model.onnx: ")
        .withMessageContaining(reason);
  }

  @Test
  void aFileThatLostItsEndIsRefusedWhereverItWasCut() {
    byte[] whole =
        graph(
                new OnnxBytes()
                    .message(5, tensor("w", 1, 2).bytes(9, new byte[8]))
                    .message(1, node("Relu", "w", "y")))
            .array();
    for (int length = 0; length < whole.length; length++) {
      MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(whole, length));
      assertThatExceptionOfType(CheckpointException.class)
          .as("cut to %d bytes", length)
          .isThrownBy(() -> OnnxModel.parse(cut, "model.onnx"));
    }
  }

  @Test
  void aGraphOfEmptyNodesThatWouldFillTheHeapIsRefused() {
    // Two bytes of file, some hundred of heap each.
    byte[] nodes = new byte[16 << 20];
    for (int i = 0; i < nodes.length; i += 2) {
      nodes[i] = 0x0a;
    }
    isTooLarge(new OnnxBytes().bytes(7, nodes));
  }

  /** Two bytes of file for a list without numbers, and one for a number, cost more in the heap. */
  @Test
  void piecesThatWouldFillTheHeapAreRefused() {
    byte[] pieces = new byte[8 << 20];
    for (int i = 0; i < pieces.length; i += 2) {
      pieces[i] = 0x22;
    }
    isTooLarge(model(tensor("w", 1, 0).raw(pieces)));
    isTooLarge(model(new OnnxBytes().bytes(1, new byte[16 << 20])));
  }

  private static void isTooLarge(OnnxBytes file) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> OnnxBytes.parse(file))
        .withMessageContaining("the description of the graph takes more than");
  }

  @Test
  void aFileOfMoreThanTwoGibibytesIsRefusedWithAWayOut(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.onnx");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 31);
    }
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> OnnxModel.open(file))
        .withMessage(
            file
                + ": has 2,147,483,648 bytes; a protobuf file ends at 2 GiB. Larger models keep"
                + " tensors in files of their own");
  }

  @Test
  void zerosThatWouldGrowEightfoldAreRefused() {
    int n = 40 << 20;
    OnnxBytes file = model(tensor("w", 7, n).bytes(7, new byte[n]));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> OnnxBytes.parse(file))
        .withMessageContaining("store the tensor as raw_data");
  }

  static Stream<Arguments> graphs() {
    return Stream.of(
        Arguments.of(
            "a cycle",
            new OnnxBytes().message(1, node("Relu", "b", "a")).message(1, node("Relu", "a", "b")),
            "node Relu 'a' uses 'b', which no node before it makes"),
        Arguments.of(
            "a value from nowhere",
            new OnnxBytes().message(1, node("Relu", "x", "y")),
            "uses 'x', which no node before it makes"),
        Arguments.of(
            "a value made twice",
            new OnnxBytes()
                .message(11, new OnnxBytes().text(1, "x"))
                .message(1, node("Relu", "x", "y"))
                .message(1, node("Tanh", "x", "y")),
            "node Tanh 'y' makes 'y', which is there already"),
        Arguments.of(
            "a graph of another family",
            new OnnxBytes()
                .message(11, new OnnxBytes().text(1, "x"))
                .message(1, node("Relu", "x", "y"))
                .message(12, new OnnxBytes().text(1, "y")),
            "the graph has the outputs [y]; expected one to be hidden states"));
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aCopyOfNothingIsNoCycle() {
    isNoEncoder(
        new OnnxBytes()
            .message(1, node("Identity", "", ""))
            .message(12, new OnnxBytes().text(1, "")));
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLongChainOfCopiesIsWalkedOnce() {
    int n = 30_000;
    OnnxBytes graph = new OnnxBytes().message(11, new OnnxBytes().text(1, "c0"));
    for (int i = 0; i < n; i++) {
      graph.message(1, node("Identity", "c" + i, "c" + (i + 1)));
      graph.message(12, new OnnxBytes().text(1, "c" + n));
    }
    isNoEncoder(graph);
  }

  @Test
  void aLongChainOfTransposesUsesUpNoStack() {
    int n = 100_000;
    OnnxBytes graph =
        new OnnxBytes()
            .message(11, new OnnxBytes().text(1, "x"))
            .message(5, tensor("t0", 1, 1, 1).bytes(9, new byte[4]));
    for (int i = 0; i < n; i++) {
      graph.message(1, node("Transpose", "t" + i, "t" + (i + 1)));
    }
    String weight = "t" + n;
    OnnxBytes norm =
        new OnnxBytes()
            .text(1, "x")
            .text(1, weight)
            .text(1, weight)
            .text(2, "y")
            .text(4, "LayerNormalization");
    isNoEncoder(graph.message(1, norm).message(12, new OnnxBytes().text(1, "y")));
  }

  private static void isNoEncoder(OnnxBytes graph) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> OnnxEncoder.of(OnnxBytes.parse(graph(graph))))
        .withMessageContaining("expected one to be hidden states");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("graphs")
  void isNoEncoder(String what, OnnxBytes graph, String reason) {
    assertThatExceptionOfType(CheckpointException.class)
        .as(what)
        .isThrownBy(() -> OnnxEncoder.of(OnnxBytes.parse(graph(graph))))
        .withMessageStartingWith("model.onnx: ")
        .withMessageContaining(reason);
  }
}
