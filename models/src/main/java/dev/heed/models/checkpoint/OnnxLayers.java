package dev.heed.models.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recognizes the layers that exporters take apart into small nodes. Each method starts at the
 * layer's output and walks to its input; operands of additions and products are taken in either
 * order.
 */
final class OnnxLayers {
  /** Exporters round constants such as √2 to float. */
  private static final double CLOSE = 1e-4;

  private final OnnxGraph graph;
  private final OnnxWeights weights;

  OnnxLayers(OnnxGraph graph) {
    this.graph = graph;
    this.weights = new OnnxWeights(graph);
  }

  /** {@code input · weightᵀ + bias}: weight [out, in], bias [out]. */
  record Linear(String input, StoredTensor weight, StoredTensor bias) {}

  /** Layer normalisation over the last dimension: weight and bias [width]. */
  record Norm(String input, StoredTensor weight, StoredTensor bias, float epsilon) {}

  /** An activation, named as Hugging Face's {@code hidden_act} does. */
  record Activation(String input, String name) {}

  /** Rows of a table [rows, width], looked up. */
  record Lookup(StoredTensor table, String indices) {}

  /** The operands of a commutative node, in both orders. */
  List<List<String>> orders(OnnxNode node) {
    String a = node.inputs().get(0);
    String b = node.inputs().get(1);
    return List.of(List.of(a, b), List.of(b, a));
  }

  /** The terms of a tree of additions, or the factors of a tree of products. */
  List<String> operands(String value, String operator) {
    List<String> flat = new ArrayList<>();
    collect(value, operator, flat, 4);
    return flat;
  }

  private void collect(String value, String operator, List<String> into, int depth) {
    Optional<OnnxNode> node = graph.producer(value, operator, 2);
    if (node.isEmpty() || depth == 0) {
      into.add(value);
      return;
    }
    collect(node.get().inputs().get(0), operator, into, depth - 1);
    collect(node.get().inputs().get(1), operator, into, depth - 1);
  }

  /**
   * MatMul with a constant [in, out], or its dynamically quantized form, then Add of a constant
   * [out]; or Gemm.
   */
  Optional<Linear> linear(String value) {
    Optional<OnnxNode> gemm = graph.producer(value, "Gemm", 3);
    if (gemm.isPresent()) {
      return gemm(gemm.get());
    }
    Optional<OnnxNode> add = graph.producer(value, "Add", 2);
    if (add.isEmpty()) {
      return Optional.empty();
    }
    for (List<String> order : orders(add.get())) {
      Optional<StoredTensor> bias = weights.reals(order.get(0)).filter(t -> t.shape().size() == 1);
      if (bias.isPresent()) {
        return product(order.get(1))
            .filter(p -> fits(p.weight(), bias.get()))
            .map(p -> new Linear(p.input(), p.weight(), bias.get()));
      }
    }
    return Optional.empty();
  }

  private static boolean fits(StoredTensor weight, StoredTensor bias) {
    return weight.shape().size() == 2 && weight.shape().getFirst() == bias.elements();
  }

  private Optional<Linear> gemm(OnnxNode node) {
    boolean plain =
        node.attribute("alpha", 1f) == 1
            && node.attribute("beta", 1f) == 1
            && node.attribute("transA", 0) == 0;
    boolean transposed = node.attribute("transB", 0) == 0;
    Optional<StoredTensor> bias = weights.reals(node.inputs().get(2));
    return weights
        .reals(node.inputs().get(1))
        .filter(w -> plain && w.shape().size() == 2)
        .map(w -> transposed ? w.transpose() : w)
        .filter(w -> bias.isPresent() && fits(w, bias.get()))
        .map(w -> new Linear(node.inputs().getFirst(), w, bias.orElseThrow()));
  }

  /** A product without its bias. */
  private record Product(String input, StoredTensor weight) {}

  private Optional<Product> product(String value) {
    Optional<OnnxNode> matmul = graph.producer(value, "MatMul", 2);
    if (matmul.isPresent()) {
      return weights
          .reals(matmul.get().inputs().get(1))
          .filter(w -> w.shape().size() == 2)
          .map(w -> new Product(matmul.get().inputs().getFirst(), w.transpose()));
    }
    return integerProduct(value);
  }

  /** Cast(MatMulInteger(x, w)) · (scale of x · scale of w), where DynamicQuantizeLinear made x. */
  private Optional<Product> integerProduct(String value) {
    Optional<OnnxNode> scaling = graph.producer(value, "Mul", 2);
    if (scaling.isEmpty()) {
      return Optional.empty();
    }
    for (List<String> order : orders(scaling.get())) {
      Optional<OnnxNode> integer =
          graph
              .producer(order.get(0), "Cast", 1)
              .flatMap(cast -> graph.producer(cast.inputs().getFirst(), "MatMulInteger", 2));
      Optional<OnnxNode> scales = graph.producer(order.get(1), "Mul", 2);
      if (integer.isPresent() && scales.isPresent()) {
        return integerProduct(integer.get(), scales.get());
      }
    }
    return Optional.empty();
  }

  private Optional<Product> integerProduct(OnnxNode integer, OnnxNode scales) {
    Optional<OnnxNode> dynamic =
        graph.producer(integer.inputs().getFirst(), "DynamicQuantizeLinear", 1);
    Optional<StoredTensor> stored =
        graph.constant(integer.inputs().get(1)).filter(t -> t.shape().size() == 2);
    if (dynamic.isEmpty() || stored.isEmpty() || dynamic.get().outputs().size() < 3) {
      return Optional.empty();
    }
    String inputScale = dynamic.get().outputs().get(1);
    for (List<String> order : orders(scales)) {
      if (order.get(0).equals(inputScale)) {
        return weights
            .quantized(stored.get(), order.get(1), integer.input(3), 1)
            .map(w -> new Product(dynamic.get().inputs().getFirst(), w.transpose()));
      }
    }
    return Optional.empty();
  }

  /** LayerNormalization, or (x − mean) / √(mean of its square + ε) · weight + bias. */
  Optional<Norm> norm(String value) {
    Optional<OnnxNode> whole = graph.producer(value, "LayerNormalization", 3);
    if (whole.isPresent()) {
      OnnxNode node = whole.get();
      return norm(
              node.inputs().get(0),
              node.inputs().get(1),
              node.inputs().get(2),
              node.attribute("epsilon", 1e-5f))
          .filter(n -> node.attribute("axis", -1) == -1);
    }
    Optional<OnnxNode> add = graph.producer(value, "Add", 2);
    if (add.isEmpty()) {
      return Optional.empty();
    }
    for (List<String> outer : orders(add.get())) {
      Optional<OnnxNode> scaled = graph.producer(outer.get(0), "Mul", 2);
      if (scaled.isEmpty()) {
        continue;
      }
      for (List<String> inner : orders(scaled.get())) {
        Optional<OnnxNode> division = graph.producer(inner.get(0), "Div", 2);
        if (division.isPresent()) {
          return standardized(division.get())
              .flatMap(s -> norm(s.input(), inner.get(1), outer.get(1), s.epsilon()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Norm> norm(String input, String weight, String bias, float epsilon) {
    Optional<StoredTensor> w = weights.reals(weight).filter(t -> t.shape().size() == 1);
    Optional<StoredTensor> b = weights.reals(bias).filter(t -> t.shape().size() == 1);
    return w.isPresent() && b.isPresent() && w.get().shape().equals(b.get().shape())
        ? Optional.of(new Norm(input, w.get(), b.get(), epsilon))
        : Optional.empty();
  }

  private record Standardized(String input, float epsilon) {}

  private Optional<Standardized> standardized(OnnxNode division) {
    String centred = division.inputs().get(0);
    Optional<String> input = centred(centred);
    Optional<OnnxNode> sum =
        graph
            .producer(division.inputs().get(1), "Sqrt", 1)
            .flatMap(root -> graph.producer(root.inputs().getFirst(), "Add", 2));
    if (input.isEmpty() || sum.isEmpty()) {
      return Optional.empty();
    }
    for (List<String> order : orders(sum.get())) {
      Optional<Float> epsilon = graph.scalar(order.get(1));
      if (epsilon.isPresent()
          && mean(order.get(0)).filter(square -> isSquare(square, centred)).isPresent()) {
        return Optional.of(new Standardized(input.get(), epsilon.get()));
      }
    }
    return Optional.empty();
  }

  /** x − mean(x) → x. */
  private Optional<String> centred(String value) {
    return graph
        .producer(value, "Sub", 2)
        .filter(sub -> mean(sub.inputs().get(1)).filter(sub.inputs().get(0)::equals).isPresent())
        .map(sub -> sub.inputs().getFirst());
  }

  /** The mean over the last dimension → what it is the mean of. */
  private Optional<String> mean(String value) {
    return graph
        .producer(value, "ReduceMean", 1)
        .filter(node -> {
          List<Long> axes =
              node.input(1).flatMap(graph::integers).orElseGet(() -> node.integers("axes"));
          boolean last = axes.equals(List.of(-1L)) || axes.equals(List.of(2L));
          return last && node.attribute("keepdims", 1) == 1;
        })
        .map(node -> node.inputs().getFirst());
  }

  private boolean isSquare(String value, String of) {
    boolean power =
        graph
            .producer(value, "Pow", 2)
            .filter(pow -> pow.inputs().getFirst().equals(of) && isScalar(pow.inputs().get(1), 2))
            .isPresent();
    return power
        || graph
            .producer(value, "Mul", 2)
            .filter(mul -> mul.inputs().equals(List.of(of, of)))
            .isPresent();
  }

  /** ReLU, or GELU in its erf or its tanh form. */
  Optional<Activation> activation(String value) {
    Optional<OnnxNode> node = graph.producer(value);
    if (node.isEmpty() || node.get().inputs().isEmpty()) {
      return Optional.empty();
    }
    String input = node.get().inputs().getFirst();
    if (node.get().is("Relu")) {
      return Optional.of(new Activation(input, "relu"));
    }
    if (node.get().is("Gelu")) {
      boolean tanh = node.get().attribute("approximate", "none").equals("tanh");
      return Optional.of(new Activation(input, tanh ? "gelu_new" : "gelu"));
    }
    return gelu(operands(value, "Mul"));
  }

  /** x · 0.5 · (1 + f(x)), the factors in any order. */
  private Optional<Activation> gelu(List<String> factors) {
    if (factors.size() != 3) {
      return Optional.empty();
    }
    List<String> others = factors.stream().filter(f -> !isScalar(f, 0.5)).toList();
    if (others.size() != 2) {
      return Optional.empty();
    }
    for (List<String> order : List.of(others, others.reversed())) {
      String x = order.get(0);
      List<String> terms =
          operands(order.get(1), "Add").stream().filter(t -> !isScalar(t, 1)).toList();
      if (terms.size() == 1) {
        if (graph
            .producer(terms.getFirst(), "Erf", 1)
            .filter(erf -> isScaled(erf.inputs().getFirst(), x, Math.sqrt(0.5)))
            .isPresent()) {
          return Optional.of(new Activation(x, "gelu"));
        }
        if (graph
            .producer(terms.getFirst(), "Tanh", 1)
            .filter(tanh -> isGeluPolynomial(tanh.inputs().getFirst(), x))
            .isPresent()) {
          return Optional.of(new Activation(x, "gelu_new"));
        }
      }
    }
    return Optional.empty();
  }

  /** √(2/π) · (x + 0.044715 · x³). */
  private boolean isGeluPolynomial(String value, String x) {
    List<String> factors =
        operands(value, "Mul").stream().filter(f -> !isScalar(f, Math.sqrt(2 / Math.PI))).toList();
    if (factors.size() != 1) {
      return false;
    }
    List<String> terms =
        operands(factors.getFirst(), "Add").stream().filter(t -> !t.equals(x)).toList();
    if (terms.size() != 1) {
      return false;
    }
    List<String> cubic =
        operands(terms.getFirst(), "Mul").stream().filter(f -> !isScalar(f, 0.044715)).toList();
    boolean power =
        cubic.size() == 1
            && graph
                .producer(cubic.getFirst(), "Pow", 2)
                .filter(
                    pow -> pow.inputs().getFirst().equals(x) && isScalar(pow.inputs().get(1), 3))
                .isPresent();
    return power || cubic.equals(List.of(x, x, x));
  }

  /** True if value = x · factor, written as a product or a quotient. */
  private boolean isScaled(String value, String x, double factor) {
    boolean quotient =
        graph
            .producer(value, "Div", 2)
            .filter(div ->
                div.inputs().getFirst().equals(x) && isScalar(div.inputs().get(1), 1 / factor))
            .isPresent();
    List<String> factors = operands(value, "Mul");
    return quotient
        || (factors.size() == 2
            && factors.contains(x)
            && factors.stream().anyMatch(f -> isScalar(f, factor)));
  }

  boolean isScalar(String value, double expected) {
    return graph
        .scalar(value)
        .filter(s -> Math.abs(s - expected) <= CLOSE * Math.abs(expected))
        .isPresent();
  }

  /** Gather along the first dimension of a constant table, perhaps a quantized one. */
  Optional<Lookup> lookup(String value) {
    Optional<OnnxNode> dequantize = graph.producer(value, "DequantizeLinear", 2);
    Optional<OnnxNode> gather =
        graph.producer(dequantize.map(node -> node.inputs().getFirst()).orElse(value), "Gather", 2);
    if (gather.isEmpty() || gather.get().attribute("axis", 0) != 0) {
      return Optional.empty();
    }
    String table = gather.get().inputs().getFirst();
    Optional<StoredTensor> rows =
        dequantize.isEmpty()
            ? weights.reals(table)
            : graph
                .constant(table)
                .flatMap(t ->
                    weights.quantized(
                        t, dequantize.get().inputs().get(1), dequantize.get().input(2), 1))
                .filter(t -> t.quantization() != null && !t.quantization().perColumn());
    return rows.filter(t -> t.shape().size() == 2)
        .map(t -> new Lookup(t, gather.get().inputs().get(1)));
  }
}
