package dev.heed.models.checkpoint;

import static dev.heed.models.checkpoint.ProtobufReader.DELIMITED;
import static dev.heed.models.checkpoint.ProtobufReader.FIXED32;
import static dev.heed.models.checkpoint.ProtobufReader.VARINT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the fields of a ModelProto that a carrier of weights needs. Subgraphs are not entered, so
 * nothing here recurses.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class OnnxParser {
  private static final int MODEL_PRODUCER = 2 << 3 | DELIMITED;
  private static final int MODEL_PRODUCER_VERSION = 3 << 3 | DELIMITED;
  private static final int MODEL_GRAPH = 7 << 3 | DELIMITED;
  private static final int MODEL_OPSET = 8 << 3 | DELIMITED;
  private static final int MODEL_METADATA = 14 << 3 | DELIMITED;

  private static final int OPSET_DOMAIN = 1 << 3 | DELIMITED;
  private static final int OPSET_VERSION = 2 << 3 | VARINT;

  private static final int GRAPH_NODE = 1 << 3 | DELIMITED;
  private static final int GRAPH_INITIALIZER = 5 << 3 | DELIMITED;
  private static final int GRAPH_INPUT = 11 << 3 | DELIMITED;
  private static final int GRAPH_OUTPUT = 12 << 3 | DELIMITED;
  private static final int GRAPH_SPARSE = 15 << 3 | DELIMITED;

  private static final int NODE_INPUT = 1 << 3 | DELIMITED;
  private static final int NODE_OUTPUT = 2 << 3 | DELIMITED;
  private static final int NODE_NAME = 3 << 3 | DELIMITED;
  private static final int NODE_OP = 4 << 3 | DELIMITED;
  private static final int NODE_ATTRIBUTE = 5 << 3 | DELIMITED;
  private static final int NODE_DOMAIN = 7 << 3 | DELIMITED;

  private static final int ATTRIBUTE_NAME = 1 << 3 | DELIMITED;
  private static final int ATTRIBUTE_FLOAT = 2 << 3 | FIXED32;
  private static final int ATTRIBUTE_INT = 3 << 3 | VARINT;
  private static final int ATTRIBUTE_TEXT = 4 << 3 | DELIMITED;
  private static final int ATTRIBUTE_TENSOR = 5 << 3 | DELIMITED;
  private static final int ATTRIBUTE_INTS = 8 << 3 | VARINT;
  private static final int ATTRIBUTE_INTS_PACKED = 8 << 3 | DELIMITED;

  private static final int VALUE_NAME = 1 << 3 | DELIMITED;

  private final String origin;
  private final MemorySegment file;
  private final ProtobufReader in;
  private final OnnxTensorParser tensors;

  private String producer = "";
  private String producerVersion = "";
  private final Map<String, Long> opsets = new HashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final LinkedHashMap<String, StoredTensor> initializers = new LinkedHashMap<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private int graphs;

  OnnxParser(String origin, MemorySegment file, ExternalData external) {
    this.origin = origin;
    this.file = file;
    this.in = new ProtobufReader(file);
    this.tensors = new OnnxTensorParser(origin, file.byteSize(), in, external);
  }

  OnnxModel.Content parse() {
    if (file.byteSize() > Integer.MAX_VALUE) {
      throw failure(
          "has %,d bytes; a protobuf file ends at 2 GiB. Larger models keep tensors in files of their own"
              .formatted(file.byteSize()));
    }
    try {
      in.fields(this::model);
    } catch (IOException e) {
      throw new CheckpointException(
          "%s: is not an ONNX model, or its download was cut off: %s"
              .formatted(origin, e.getMessage()),
          e);
    }
    if (graphs != 1) {
      throw failure("holds %d graphs; expected one. Is it an ONNX model?".formatted(graphs));
    }
    inputs.removeIf(initializers::containsKey);
    String program = (producer + " " + producerVersion).strip();
    return new OnnxModel.Content(program, opsets, metadata, nodes, initializers, inputs, outputs);
  }

  private void model(int tag) throws IOException {
    switch (tag) {
      case MODEL_PRODUCER -> producer = in.text();
      case MODEL_PRODUCER_VERSION -> producerVersion = in.text();
      case MODEL_GRAPH -> {
        graphs++;
        in.message(this::graph);
      }
      case MODEL_OPSET -> opset();
      case MODEL_METADATA -> tensors.entry(metadata);
      default -> in.skip(tag);
    }
  }

  private void opset() throws IOException {
    class Opset {
      private String domain = "";
      private long version;
    }
    Opset opset = new Opset();
    in.message(tag -> {
      switch (tag) {
        case OPSET_DOMAIN -> opset.domain = in.text();
        case OPSET_VERSION -> opset.version = in.varint();
        default -> in.skip(tag);
      }
    });
    opsets.put(opset.domain, opset.version);
  }

  private void graph(int tag) throws IOException {
    switch (tag) {
      case GRAPH_NODE -> nodes.add(node());
      case GRAPH_INITIALIZER -> initializer();
      case GRAPH_INPUT -> inputs.add(valueName());
      case GRAPH_OUTPUT -> outputs.add(valueName());
      case GRAPH_SPARSE -> throw failure("holds a sparse tensor; expected dense ones");
      default -> in.skip(tag);
    }
  }

  private void initializer() throws IOException {
    StoredTensor tensor = tensors.tensor("");
    if (tensor.name().isEmpty()) {
      throw failure(
          "holds an initializer %s %s without a name".formatted(tensor.dtype(), tensor.shape()));
    }
    if (initializers.putIfAbsent(tensor.name(), tensor) != null) {
      throw failure("holds two initializers named '%s'".formatted(tensor.name()));
    }
  }

  private String valueName() throws IOException {
    String[] name = {""};
    in.message(tag -> {
      if (tag == VALUE_NAME) {
        name[0] = in.text();
      } else {
        in.skip(tag);
      }
    });
    return name[0];
  }

  private OnnxNode node() throws IOException {
    class Node {
      private String op = "";
      private String domain = "";
      private String name = "";
      private final List<String> inputs = new ArrayList<>(3);
      private final List<String> outputs = new ArrayList<>(1);
      private final Map<String, OnnxAttribute> attributes = new HashMap<>();
    }
    Node node = new Node();
    in.message(tag -> {
      switch (tag) {
        case NODE_INPUT -> node.inputs.add(in.text());
        case NODE_OUTPUT -> node.outputs.add(in.text());
        case NODE_NAME -> node.name = in.text();
        case NODE_OP -> node.op = in.text();
        case NODE_DOMAIN -> node.domain = in.text();
        case NODE_ATTRIBUTE -> attribute(node.attributes);
        default -> in.skip(tag);
      }
    });
    return new OnnxNode(
        node.op, node.domain, node.name, node.inputs, node.outputs, node.attributes);
  }

  private void attribute(Map<String, OnnxAttribute> into) throws IOException {
    class Attribute {
      private String name = "";
      private OnnxAttribute value = new OnnxAttribute.Other();
      private final List<Long> integers = new ArrayList<>(0);
    }
    Attribute attribute = new Attribute();
    in.message(tag -> {
      switch (tag) {
        case ATTRIBUTE_NAME -> attribute.name = in.text();
        case ATTRIBUTE_FLOAT -> attribute.value = new OnnxAttribute.Floating(in.fixed32());
        case ATTRIBUTE_INT -> attribute.value = new OnnxAttribute.Int(in.varint());
        case ATTRIBUTE_TEXT -> attribute.value = new OnnxAttribute.Text(in.text());
        case ATTRIBUTE_TENSOR ->
            attribute.value = new OnnxAttribute.Tensor(tensors.tensor(attribute.name));
        case ATTRIBUTE_INTS -> attribute.integers.add(in.varint());
        case ATTRIBUTE_INTS_PACKED -> in.packed(attribute.integers::add);
        default -> in.skip(tag);
      }
    });
    if (!attribute.integers.isEmpty()) {
      attribute.value = new OnnxAttribute.Ints(attribute.integers);
    }
    into.put(attribute.name, attribute.value);
  }

  private CheckpointException failure(String what) {
    return new CheckpointException(origin + ": " + what);
  }
}
