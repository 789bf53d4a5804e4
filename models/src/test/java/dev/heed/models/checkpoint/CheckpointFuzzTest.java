package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes at all: they are read, or refused by a {@link CheckpointException}, and nothing else.
 * In an ordinary run the committed inputs are replayed ({@code src/test/resources}, {@code
 * CheckpointFuzzTestInputs}); {@code scripts/fuzz} looks for new ones.
 */
class CheckpointFuzzTest {
  @FuzzTest(maxDuration = "2m")
  void readsSafetensorsOrRefuses(byte[] file) {
    try (Checkpoint checkpoint = SafetensorsFile.parse(MemorySegment.ofArray(file), "fuzz")) {
      long bytes = checkpoint.tensors().stream().mapToLong(CheckpointFuzzTest::read).sum();
      assertThat(bytes).isLessThan(file.length);
    } catch (CheckpointException expected) {
      assertNamed(expected);
    }
  }

  /** Whole encoders, so that a search gets past the parser and into the graph. */
  static Stream<byte[]> exports() {
    return Stream.concat(OnnxExports.exact().stream(), OnnxExports.quantized().stream())
        .map(OnnxExports::file);
  }

  @MethodSource("exports")
  @FuzzTest(maxDuration = "2m")
  void readsOnnxOrRefuses(byte[] file) {
    try (OnnxModel model = OnnxModel.parse(MemorySegment.ofArray(file), "fuzz")) {
      model.initializers().values().forEach(CheckpointFuzzTest::read);
      try (OnnxEncoder encoder = OnnxEncoder.of(model)) {
        encoder.checkpoint().tensors().forEach(StoredTensor::toFloats);
      }
    } catch (CheckpointException expected) {
      assertNamed(expected);
    }
  }

  /** A small model, so that a search gets past the counts. */
  static Stream<byte[]> decoders() {
    return Stream.of(HostileGgufTest.good(), HostileGgufTest.gemma());
  }

  @MethodSource("decoders")
  @FuzzTest(maxDuration = "2m")
  void readsGgufOrRefuses(byte[] file) {
    try (GgufFile gguf = GgufFile.parse(MemorySegment.ofArray(file), "fuzz")) {
      gguf.checkpoint().tensors().forEach(CheckpointFuzzTest::read);
      GgufDecoder.parse(MemorySegment.ofArray(file), "fuzz").close();
    } catch (CheckpointException expected) {
      assertNamed(expected);
    }
  }

  @FuzzTest(maxDuration = "2m")
  void readsAnIndexOrRefuses(byte[] json) {
    Path index = Path.of("/models/fuzz");
    try {
      for (String shard : ShardIndex.places(index, MemorySegment.ofArray(json)).values()) {
        assertThat(FileNames.inside(Path.of("/models"), shard, "/models/fuzz"))
            .startsWithRaw(Path.of("/models/"));
      }
    } catch (CheckpointException expected) {
      assertNamed(expected);
    }
  }

  /** Reads the elements and returns their size in bytes. */
  private static long read(StoredTensor tensor) {
    if (tensor.dtype() == FileDType.F64) {
      // A double that no float holds is refused.
      try {
        tensor.toFloats();
      } catch (CheckpointException expected) {
        assertNamed(expected);
      }
    } else if (tensor.dtype().isFloat()) {
      assertThat(tensor.toFloats()).hasSize((int) tensor.elements());
    }
    return tensor.data().byteSize();
  }

  private static void assertNamed(CheckpointException refusal) {
    assertThat(refusal).hasMessageContaining("fuzz");
  }
}
