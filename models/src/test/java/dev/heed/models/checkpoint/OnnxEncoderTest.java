package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OnnxEncoderTest {
  @ParameterizedTest
  @MethodSource("dev.heed.models.checkpoint.OnnxExports#exact")
  void everyParameterIsRecoveredWhateverTheExporter(String name) {
    try (OnnxEncoder encoder = OnnxEncoder.of(OnnxExports.model(name));
        Checkpoint weights = OnnxExports.weights(OnnxExports.family(name))) {
      assertThat(encoder.checkpoint().names()).containsExactlyInAnyOrderElementsOf(weights.names());
      for (StoredTensor expected : weights.tensors()) {
        StoredTensor recovered = encoder.checkpoint().tensor(expected.name());
        assertThat(recovered.shape()).as(expected.name()).isEqualTo(expected.shape());
        assertThat(recovered.toFloats()).as(expected.name()).containsExactly(expected.toFloats());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heed.models.checkpoint.OnnxExports#quantized")
  void quantizedParametersAreHalfAStepOff(String name) {
    try (OnnxEncoder encoder = OnnxEncoder.of(OnnxExports.model(name));
        Checkpoint weights = OnnxExports.weights("bert")) {
      assertThat(encoder.checkpoint().names()).containsExactlyInAnyOrderElementsOf(weights.names());
      for (StoredTensor expected : weights.tensors()) {
        StoredTensor recovered = encoder.checkpoint().tensor(expected.name());
        Quantization quantization = recovered.quantization();
        float step = quantization == null ? 0 : maximum(quantization);
        float[] floats = recovered.toFloats();
        float[] exact = expected.toFloats();
        assertThat(floats).as(expected.name()).hasSameSizeAs(exact);
        for (int i = 0; i < exact.length; i++) {
          assertThat(Math.abs(floats[i] - exact[i]))
              .as(expected.name())
              .isLessThanOrEqualTo(step * 0.501f);
        }
      }
    }
  }

  private static float maximum(Quantization quantization) {
    float maximum = 0;
    for (int i = 0; i < quantization.scales(); i++) {
      maximum = Math.max(maximum, quantization.scale(i));
    }
    return maximum;
  }

  @Test
  void linearWeightsAndTablesOfAQuantizedModelAreQuantized() {
    try (OnnxEncoder encoder = OnnxEncoder.of(OnnxExports.model("bert-eager-11-q"))) {
      List<String> quantized =
          encoder.checkpoint().tensors().stream()
              .filter(tensor -> tensor.quantization() != null)
              .map(StoredTensor::name)
              .toList();
      assertThat(quantized).hasSize(2 * 6 + 3).allMatch(name -> name.endsWith(".weight"));
      Quantization scales =
          encoder.checkpoint().tensor("encoder.layer.0.output.dense.weight").quantization();
      assertThat(Objects.requireNonNull(scales).scales()).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bert-eager-11 | model_type=bert vocab_size=11 max_position_embeddings=9 hidden_size=6"
            + " num_hidden_layers=2 num_attention_heads=2 intermediate_size=10 hidden_act=gelu"
            + " layer_norm_eps=1.0E-12 type_vocab_size=2",
        "bert-tanh-17 | hidden_act=gelu_new",
        "bert-tanh-dynamo-18 | hidden_act=gelu_new",
        "bert-relu-14 | hidden_act=relu",
        "roberta-eager-11 | model_type=roberta pad_token_id=1 layer_norm_eps=1.0E-5"
            + " type_vocab_size=1 num_attention_heads=2",
        "roberta-sdpa-dynamo-18 | model_type=roberta pad_token_id=1 layer_norm_eps=1.0E-5",
        "distilbert-sdpa-17 | model_type=distilbert dim=6 n_layers=2 n_heads=2 hidden_dim=10"
            + " activation=gelu"
      })
  void theGraphShowsTheConfiguration(String name, String expected) {
    try (OnnxEncoder encoder = OnnxEncoder.of(OnnxExports.model(name))) {
      for (String pair : expected.split(" ")) {
        JsonNode value = encoder.config().path(pair.substring(0, pair.indexOf('=')));
        assertThat(value.asString()).as(pair).isEqualTo(pair.substring(pair.indexOf('=') + 1));
      }
    }
  }

  @Test
  void namesHaveTheSameDigitsInEveryLanguage() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try (OnnxEncoder encoder = OnnxEncoder.of(OnnxExports.model("bert-eager-17"));
        OnnxEncoder distilled = OnnxEncoder.of(OnnxExports.model("distilbert-sdpa-17"))) {
      assertThat("%d".formatted(1)).as("this language has digits of its own").isNotEqualTo("1");
      assertThat(encoder.checkpoint().contains("encoder.layer.1.output.dense.bias")).isTrue();
      assertThat(distilled.checkpoint().contains("transformer.layer.1.ffn.lin1.bias")).isTrue();
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Replaces one node of an export, by the name of its output. */
  private static void isRefused(
      String name, String output, UnaryOperator<OnnxNode> change, String expected) {
    isRefusedWith(name, output, node -> List.of(change.apply(node)), expected);
  }

  /** Puts several nodes in the place of one. */
  private static void isRefusedWith(
      String name, String output, Function<OnnxNode, List<OnnxNode>> change, String expected) {
    OnnxModel model = OnnxExports.model(name);
    List<OnnxNode> nodes =
        model.nodes().stream()
            .flatMap(node ->
                node.outputs().contains(output) ? change.apply(node).stream() : Stream.of(node))
            .toList();
    assertThat(nodes).as("a node makes " + output).isNotEqualTo(model.nodes());
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> OnnxEncoder.of(model.withNodes(nodes)))
        .withMessageStartingWith(name + ".onnx: ")
        .withMessageContaining(expected);
  }

  private static OnnxNode withOp(OnnxNode node, String op) {
    return new OnnxNode(
        op, node.domain(), node.name(), node.inputs(), node.outputs(), node.attributes());
  }

  private static OnnxNode withInputs(OnnxNode node, String... inputs) {
    return new OnnxNode(
        node.opType(),
        node.domain(),
        node.name(),
        Arrays.asList(inputs),
        node.outputs(),
        node.attributes());
  }

  private static OnnxNode withOutputs(OnnxNode node, String... outputs) {
    return new OnnxNode(
        node.opType(),
        node.domain(),
        node.name(),
        node.inputs(),
        Arrays.asList(outputs),
        node.attributes());
  }

  private static OnnxNode node(String op, List<String> inputs, String output) {
    return new OnnxNode(op, "", "", inputs, List.of(output), Map.of());
  }

  /** A node that makes one number. */
  private static OnnxNode number(String name, float value) {
    MemorySegment data = MemorySegment.ofArray(new byte[Float.BYTES]);
    data.set(Elements.FLOAT, 0, value);
    StoredTensor tensor = StoredTensor.plain("test", name, FileDType.F32, List.of(), data);
    return withAttribute(
        node("Constant", List.of(), name), "value", new OnnxAttribute.Tensor(tensor));
  }

  private static OnnxNode withAttribute(OnnxNode node, String key, OnnxAttribute value) {
    return new OnnxNode(
        node.opType(),
        node.domain(),
        node.name(),
        node.inputs(),
        node.outputs(),
        Map.of(key, value));
  }

  @Test
  void anotherActivationIsRefused() {
    isRefused(
        "bert-relu-14",
        "/encoder/layer.1/intermediate/intermediate_act_fn/Relu_output_0",
        node -> withOp(node, "Sigmoid"),
        "is made by Sigmoid '/encoder/layer.1/intermediate/intermediate_act_fn/Relu'; expected an"
            + " activation");
  }

  @Test
  void anotherScaleIsRefused() {
    isRefused(
        "bert-eager-17",
        "/encoder/layer.0/attention/self/Div_output_0",
        node -> withOp(node, "Mul"),
        "expected scores scaled by 0.577350 (one over the root of the head size 3), not by"
            + " 1.732051");
  }

  @Test
  void scoresWithoutTheMaskAreRefused() {
    isRefused(
        "bert-eager-17",
        "/encoder/layer.0/attention/self/Add_output_0",
        node -> withInputs(node, node.inputs().get(0), "encoder.layer.0.attention.self.key.bias"),
        "expected a mask made from the input 'attention_mask' and from no parameters");
  }

  @Test
  void anotherEpsilonInOneNormIsRefused() {
    isRefused(
        "bert-eager-17",
        "/encoder/layer.0/output/LayerNorm/LayerNormalization_output_0",
        node -> withAttribute(node, "epsilon", new OnnxAttribute.Floating(1e-5f)),
        "expected one epsilon in all norms, not both 1.0E-12 and 1.0E-5");
  }

  @Test
  void normsAlongAnotherAxisAreRefused() {
    isRefused(
        "bert-eager-17",
        "/encoder/layer.0/output/LayerNorm/LayerNormalization_output_0",
        node -> withAttribute(node, "axis", new OnnxAttribute.Int(1)),
        "expected a layer normalization");
  }

  @Test
  void aFeedForwardPartAroundTheAttentionIsRefused() {
    isRefused(
        "bert-eager-17",
        "/encoder/layer.1/output/Add_output_0",
        node ->
            withInputs(
                node,
                node.inputs().get(0),
                "/encoder/layer.0/output/LayerNorm/LayerNormalization_output_0"),
        "as the input of the feed-forward part");
  }

  @Test
  void keysOfAnotherLayerAreRefused() {
    isRefused(
        "bert-eager-17",
        "/encoder/layer.1/attention/self/key/MatMul_output_0",
        node ->
            withInputs(
                node, "/embeddings/LayerNorm/LayerNormalization_output_0", node.inputs().get(1)),
        "as the input of the keys");
  }

  @Test
  void softmaxOverTheQueriesIsRefused() {
    isRefused(
        "bert-eager-17",
        "/encoder/layer.1/attention/self/Softmax_output_0",
        node -> withAttribute(node, "axis", new OnnxAttribute.Int(2)),
        "expected joined heads of softmax");
  }

  @Test
  void positionsThatDependOnTheTokensInAnotherWayAreRefused() {
    isRefused(
        "roberta-eager-11",
        "/embeddings/CumSum_output_0",
        node -> withAttribute(node, "exclusive", new OnnxAttribute.Int(1)),
        "expected token ids, token types or positions");
  }

  @Test
  void theMeanBesideANormIsNotTheNorm() {
    String output = "/encoder/layer.0/output/LayerNorm/LayerNormalization_output_0";
    isRefused(
        "bert-eager-17",
        output,
        node -> withOutputs(node, "normalized", output),
        "'%s' is made by LayerNormalization".formatted(output));
  }

  /** Input 0 is what DynamicQuantizeLinear made, input 2 its zero point. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aProductOfSomethingElseThanTheQuantizedInputIsRefused(int input) {
    isRefused(
        "bert-eager-11-q",
        "/encoder/layer.0/output/dense/MatMul_output_0_output_quantized",
        node -> {
          String[] inputs = node.inputs().toArray(String[]::new);
          inputs[input] = inputs[2 - input];
          return withInputs(node, inputs);
        },
        "expected the sum of a linear layer and its residual");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void aScaleThatIsNotFiniteIsRefused(float scale) {
    isRefusedWith(
        "bert-eager-11-q-one-scale",
        "/encoder/layer.0/output/dense/MatMul_quant_scales_mul:0",
        node ->
            List.of(
                number("not finite", scale),
                withInputs(node, node.inputs().getFirst(), "not finite")),
        "expected the sum of a linear layer and its residual");
  }

  @Test
  void aMatrixThatIsTransposedIntoItselfIsNotTurned() {
    isRefusedWith(
        "bert-eager-17",
        "/encoder/layer.1/attention/self/key/MatMul_output_0",
        node -> {
          OnnxNode same =
              withAttribute(
                  node("Transpose", List.of(node.inputs().get(1)), "same"),
                  "perm",
                  new OnnxAttribute.Ints(List.of(0L, 1L)));
          return List.of(same, withInputs(node, node.inputs().get(0), "same"));
        },
        "expected joined heads of softmax");
  }

  @Test
  void aLongChainOfZeroedWeightsUsesUpNoStack() {
    String output = "/encoder/layer.1/attention/self/Softmax_output_0";
    isRefusedWith(
        "bert-eager-17",
        output,
        node -> {
          int n = 50_000;
          List<OnnxNode> nodes = new ArrayList<>();
          nodes.add(number("zero", 0));
          nodes.add(withOutputs(node, "w0"));
          for (int i = 0; i < n; i++) {
            nodes.add(node("IsNaN", List.of("w" + i), "nan" + i));
            nodes.add(
                node(
                    "Where",
                    List.of("nan" + i, "zero", "w" + i),
                    i == n - 1 ? output : "w" + (i + 1)));
          }
          return nodes;
        },
        "expected joined heads of softmax");
  }

  @Test
  void aGraphWithFusedNodesIsRefusedWithAWayOut() {
    isRefused(
        "bert-eager-17",
        "last_hidden_state",
        node -> withOp(node, "SkipLayerNormalization"),
        "without optimizations that fuse nodes");
  }
}
