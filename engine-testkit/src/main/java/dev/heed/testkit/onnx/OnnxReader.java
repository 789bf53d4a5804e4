package dev.heed.testkit.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.heed.testkit.onnx.OnnxNode.Attribute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the few fields of onnx.proto that models of one node and their tensors use. */
final class OnnxReader {
  private OnnxReader() {}

  /** ModelProto: field 7 is the graph. */
  static OnnxNode model(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    byte[] graph = new byte[0];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 7) {
        graph = in.readByteArray();
      } else {
        in.skipField(tag);
      }
    }
    return graph(CodedInputStream.newInstance(graph));
  }

  /** TensorProto: dims 1, data_type 2, name 8 (not needed), raw_data 9. */
  static OnnxTensor tensor(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    List<Long> dims = new ArrayList<>();
    OnnxType type = OnnxType.OTHER;
    byte[] raw = new byte[0];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> addWholes(in, tag, dims);
        case 2 -> type = OnnxType.numbered(in.readInt32());
        case 9 -> raw = in.readByteArray();
        default -> in.skipField(tag);
      }
    }
    int[] sizes = dims.stream().mapToInt(Math::toIntExact).toArray();
    return new OnnxTensor(type, sizes, raw);
  }

  /** GraphProto: node 1, input 11, output 12. */
  private static OnnxNode graph(CodedInputStream in) throws IOException {
    List<byte[]> nodes = new ArrayList<>();
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> nodes.add(in.readByteArray());
        case 11 -> inputs.add(valueName(in.readByteArray()));
        case 12 -> outputs.add(valueName(in.readByteArray()));
        default -> in.skipField(tag);
      }
    }
    if (nodes.size() != 1) {
      throw new IOException("expected a model of one node, found " + nodes.size());
    }
    return node(CodedInputStream.newInstance(nodes.getFirst()), inputs, outputs);
  }

  /** NodeProto: input 1, output 2, op_type 4, attribute 5. */
  private static OnnxNode node(
      CodedInputStream in, List<String> graphInputs, List<String> graphOutputs) throws IOException {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    String operator = "";
    Map<String, Attribute> attributes = new HashMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> inputs.add(in.readStringRequireUtf8());
        case 2 -> outputs.add(in.readStringRequireUtf8());
        case 4 -> operator = in.readStringRequireUtf8();
        case 5 -> attribute(in.readByteArray(), attributes);
        default -> in.skipField(tag);
      }
    }
    return new OnnxNode(operator, inputs, outputs, attributes, graphInputs, graphOutputs);
  }

  /** AttributeProto: name 1, f 2, i 3, s 4, g 6. */
  private static void attribute(byte[] bytes, Map<String, Attribute> attributes)
      throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    String name = "";
    long whole = 0;
    float real = 0;
    String text = "";
    boolean graph = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> name = in.readStringRequireUtf8();
        case 2 -> real = in.readFloat();
        case 3 -> whole = in.readInt64();
        case 4 -> text = new String(in.readByteArray(), StandardCharsets.UTF_8);
        case 6 -> {
          graph = true;
          in.skipField(tag);
        }
        default -> in.skipField(tag);
      }
    }
    attributes.put(name, new Attribute(whole, real, text, graph));
  }

  /** ValueInfoProto: name 1. */
  private static String valueName(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    String name = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        name = in.readStringRequireUtf8();
      } else {
        in.skipField(tag);
      }
    }
    return name;
  }

  /** A repeated int64 comes packed or one by one. */
  private static void addWholes(CodedInputStream in, int tag, List<Long> to) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      to.add(in.readInt64());
      return;
    }
    int end = in.pushLimit(in.readRawVarint32());
    while (!in.isAtEnd()) {
      to.add(in.readInt64());
    }
    in.popLimit(end);
  }
}
