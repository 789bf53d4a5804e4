package dev.heed.testkit.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One node with the values that go in and those that are expected to come out. */
final class NodeCase {
  private final String name;
  private final OnnxNode node;
  private final Map<String, byte[]> values;

  private NodeCase(String name, OnnxNode node, Map<String, byte[]> values) {
    this.name = name;
    this.node = node;
    this.values = values;
  }

  /** The cases of an archive of folders {@code test_X}, by name. */
  static List<NodeCase> read(Map<String, byte[]> files) throws IOException {
    List<NodeCase> cases = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (file.getKey().endsWith("/model.onnx")) {
        String folder = file.getKey().substring(0, file.getKey().indexOf('/'));
        OnnxNode node = OnnxReader.model(file.getValue());
        Map<String, byte[]> values = new TreeMap<>();
        addValues(files, folder + "/test_data_set_0/input_", node.graphInputs(), values);
        addValues(files, folder + "/test_data_set_0/output_", node.graphOutputs(), values);
        cases.add(new NodeCase(folder.substring("test_".length()), node, values));
      }
    }
    return cases;
  }

  /** Such as {@code attention_4d_causal}. */
  String name() {
    return name;
  }

  OnnxNode node() {
    return node;
  }

  /** Input {@code i} of the node; an error when it is absent. */
  OnnxTensor input(int i) {
    OnnxTensor input = inputOrNull(i);
    if (input == null) {
      throw new IllegalStateException("%s has no input %d".formatted(name, i));
    }
    return input;
  }

  /** Input {@code i} of the node; null when it is absent. */
  @Nullable OnnxTensor inputOrNull(int i) {
    return i < node.inputs().size() ? tensor(node.inputs().get(i)) : null;
  }

  /** The expected outputs in the node's order; null where one is not asked for. */
  List<@Nullable OnnxTensor> expected() {
    List<@Nullable OnnxTensor> outputs = new ArrayList<>();
    for (String output : node.outputs()) {
      outputs.add(tensor(output));
    }
    return Collections.unmodifiableList(outputs);
  }

  /** True when the node is asked for its output {@code i}. */
  boolean wants(int i) {
    return i < node.outputs().size() && !node.outputs().get(i).isEmpty();
  }

  @Override
  public String toString() {
    return name;
  }

  private @Nullable OnnxTensor tensor(String value) {
    byte[] bytes = values.get(value);
    try {
      return bytes == null ? null : OnnxReader.tensor(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + value, e);
    }
  }

  private static void addValues(
      Map<String, byte[]> files, String prefix, List<String> names, Map<String, byte[]> to)
      throws IOException {
    for (int k = 0; k < names.size(); k++) {
      byte[] bytes = files.get(prefix + k + ".pb");
      if (bytes == null) {
        throw new IOException("there is no " + prefix + k + ".pb");
      }
      to.put(names.get(k), bytes);
    }
  }
}
