package dev.heed.models.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Tiny encoders with random weights as several exporters write them, made by {@code
 * src/test/resources/checkpoint/make-onnx.py}; beside them the weights as safetensors.
 */
public final class OnnxExports {
  private OnnxExports() {}

  /** Names of those that hold the weights as they are; before the first dash stands the family. */
  public static List<String> exact() {
    return List.of(
        "bert-eager-11",
        "bert-eager-17",
        "bert-sdpa-14",
        "bert-sdpa-dynamo-18",
        "bert-eager-dynamo-20",
        "bert-tanh-17",
        "bert-tanh-dynamo-18",
        "bert-relu-14",
        "roberta-eager-11",
        "roberta-sdpa-17",
        "roberta-sdpa-dynamo-18",
        "distilbert-eager-11",
        "distilbert-sdpa-17",
        "distilbert-eager-dynamo-18");
  }

  /** Names of those whose weights are rounded to eight bits. */
  public static List<String> quantized() {
    return List.of("bert-eager-11-q", "bert-eager-11-q-one-scale");
  }

  /** Name of the family whose weights an export was made from. */
  public static String family(String name) {
    return name.substring(0, name.indexOf('-'));
  }

  /** The ONNX file of an export. */
  public static byte[] file(String name) {
    return bytes(name + ".onnx.gz", true);
  }

  /** The safetensors file that a family's exports were made from. */
  public static byte[] weightsFile(String family) {
    return bytes(family + ".safetensors", false);
  }

  static OnnxModel model(String name) {
    return OnnxModel.parse(MemorySegment.ofArray(file(name)), name + ".onnx");
  }

  static Checkpoint weights(String family) {
    return SafetensorsFile.parse(MemorySegment.ofArray(weightsFile(family)), family);
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
