package dev.heed.models.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Tiny encoders with random weights as several exporters write them, made by {@code
 * src/test/resources/checkpoint/make-onnx.py}; beside them the weights as safetensors.
 */
final class OnnxExports {
  private OnnxExports() {}

  static OnnxModel model(String name) {
    return OnnxModel.parse(MemorySegment.ofArray(bytes(name + ".onnx.gz", true)), name + ".onnx");
  }

  /** The weights that a family's exports were made from. */
  static Checkpoint weights(String family) {
    return SafetensorsFile.parse(
        MemorySegment.ofArray(bytes(family + ".safetensors", false)), family);
  }

  private static byte[] bytes(String name, boolean packed) {
    try (InputStream in =
        Objects.requireNonNull(
            OnnxExports.class.getResourceAsStream("/checkpoint/onnx/" + name), name)) {
      return packed ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
