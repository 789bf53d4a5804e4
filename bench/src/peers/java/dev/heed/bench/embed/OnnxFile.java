package dev.heed.bench.embed;

import java.io.IOException;
import java.io.InputStream;

/**
 * The model as langchain4j's jars carry it.
 *
 * @param kind of its numbers
 */
record OnnxFile(String kind, byte[] bytes) {
  /** Single precision. */
  static OnnxFile fp32() throws IOException {
    return new OnnxFile("fp32", resource("/all-minilm-l6-v2.onnx"));
  }

  /** Weights as bytes, activations quantized as they come. */
  static OnnxFile int8() throws IOException {
    return new OnnxFile("int8", resource("/all-minilm-l6-v2-q.onnx"));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = OnnxFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name + " on the class path");
      }
      return in.readAllBytes();
    }
  }
}
