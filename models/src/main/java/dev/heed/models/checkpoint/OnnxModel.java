package dev.heed.models.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.lang.foreign.MemorySegment;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * An ONNX file as a carrier of weights: its initializers, and the graph that says what they are
 * for. Nothing here runs a graph.
 *
 * <p>Weights stay where they are in the mapped file; only those that the file spells as lists of
 * numbers are decoded into memory.
 */
public final class OnnxModel implements AutoCloseable {
  private final String origin;
  private final Memory memory;
  private final Content content;

  /** What the parser found. */
  record Content(
      String producer,
      Map<String, Long> opsets,
      Map<String, String> metadata,
      List<OnnxNode> nodes,
      SequencedMap<String, StoredTensor> initializers,
      List<String> inputs,
      List<String> outputs) {
    Content {
      opsets = ImmutableMap.copyOf(opsets);
      metadata = ImmutableMap.copyOf(metadata);
      nodes = List.copyOf(nodes);
      initializers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(initializers));
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  private OnnxModel(String origin, Memory memory, Content content) {
    this.origin = origin;
    this.memory = memory;
    this.content = content;
  }

  /**
   * Opens a file. Tensors that it keeps in files of their own (external data) must lie in its
   * folder or below.
   *
   * @throws CheckpointException if it cannot be read, or is no ONNX model
   */
  public static OnnxModel open(Path file) {
    Memory memory = new Memory();
    return memory.orClose(
        file.toString(),
        () -> {
          MemorySegment bytes = memory.map(file);
          ExternalData external = ExternalData.beside(file, memory);
          return new OnnxModel(
              file.toString(), memory, new OnnxParser(file.toString(), bytes, external).parse());
        });
  }

  /**
   * Reads a resource, such as a file inside a jar, into memory; where the jar keeps it
   * uncompressed, it is mapped.
   *
   * @throws CheckpointException if it cannot be read, is no ONNX model, or keeps tensors in files
   *     of their own
   */
  public static OnnxModel read(URL resource) {
    Memory memory = new Memory();
    String origin = resource.toString();
    return memory.orClose(origin, () -> parse(memory.read(resource), origin, memory));
  }

  static OnnxModel parse(MemorySegment bytes, String origin) {
    return parse(bytes, origin, new Memory());
  }

  private static OnnxModel parse(MemorySegment bytes, String origin, Memory memory) {
    return new OnnxModel(
        origin, memory, new OnnxParser(origin, bytes, ExternalData.none(origin)).parse());
  }

  /** This model with another graph over the same memory. */
  OnnxModel withNodes(List<OnnxNode> nodes) {
    Content changed =
        new Content(
            content.producer(),
            content.opsets(),
            content.metadata(),
            nodes,
            content.initializers(),
            content.inputs(),
            content.outputs());
    return new OnnxModel(origin, memory, changed);
  }

  /** The file, as it appears in error texts. */
  public String origin() {
    return origin;
  }

  /** The program that wrote the file, with its version; may be empty. */
  public String producer() {
    return content.producer();
  }

  /** Version of each operator set that the graph uses; ONNX's own has the empty name. */
  public Map<String, Long> opsets() {
    return content.opsets();
  }

  /** What the file says about itself: never needed to read it. */
  public Map<String, String> metadata() {
    return content.metadata();
  }

  /** The steps of the graph, in the order of the file. */
  public List<OnnxNode> nodes() {
    return content.nodes();
  }

  /** The constant tensors by name, in the order of the file. */
  public SequencedMap<String, StoredTensor> initializers() {
    return content.initializers();
  }

  /** Names of the graph's inputs, initializers left out. */
  public List<String> inputs() {
    return content.inputs();
  }

  /** Names of the graph's outputs. */
  public List<String> outputs() {
    return content.outputs();
  }

  /** The initializer of that name, or empty. */
  public Optional<StoredTensor> initializer(String name) {
    return Optional.ofNullable(content.initializers().get(name));
  }

  Memory memory() {
    return memory;
  }

  /** Unmaps the file. Tensors taken from here cannot be read any more. */
  @Override
  public void close() {
    memory.close();
  }
}
