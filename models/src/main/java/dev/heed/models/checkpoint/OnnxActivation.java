package dev.heed.models.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * An activation that was found in a graph.
 *
 * @param name as Hugging Face's {@code hidden_act} calls it
 */
record OnnxActivation(String input, String name) {
  static final String GELU = "gelu";
  static final String GELU_TANH = "gelu_new";
  static final String RELU = "relu";

  /** ReLU, or GELU in its erf or its tanh form, as one node or in small steps. */
  static Optional<OnnxActivation> match(OnnxGraph graph, String value) {
    Optional<OnnxNode> node = graph.producer(value).filter(made -> !made.inputs().isEmpty());
    if (node.isEmpty()) {
      return Optional.empty();
    }
    String input = node.get().inputs().getFirst();
    if (node.get().is("Relu")) {
      return Optional.of(new OnnxActivation(input, RELU));
    }
    if (node.get().is("Gelu")) {
      boolean tanh = node.get().attribute("approximate", "none").equals("tanh");
      return Optional.of(new OnnxActivation(input, tanh ? GELU_TANH : GELU));
    }
    return new Gelu(graph).match(value);
  }

  /** Recognizes x · ½ · (1 + f(x)), the factors and terms in any order. */
  private record Gelu(OnnxGraph graph) {
    Optional<OnnxActivation> match(String value) {
      List<String> factors = without(graph.operands(value, "Mul", ""), 0.5);
      if (factors.size() != 2) {
        return Optional.empty();
      }
      for (List<String> order : List.of(factors, factors.reversed())) {
        String x = order.get(0);
        List<String> terms = without(graph.operands(order.get(1), "Add", x), 1);
        if (terms.size() == 1) {
          Optional<OnnxNode> erf = graph.producer(terms.getFirst(), "Erf", 1);
          if (erf.filter(f -> isScaled(f.inputs().getFirst(), x, Math.sqrt(0.5))).isPresent()) {
            return Optional.of(new OnnxActivation(x, GELU));
          }
          Optional<OnnxNode> tanh = graph.producer(terms.getFirst(), "Tanh", 1);
          if (tanh.filter(f -> isPolynomial(f.inputs().getFirst(), x)).isPresent()) {
            return Optional.of(new OnnxActivation(x, GELU_TANH));
          }
        }
      }
      return Optional.empty();
    }

    /**
     * The operands but the one constant that is expected among them; all of them where it is not
     * there.
     */
    private List<String> without(List<String> operands, double constant) {
      return operands.stream().filter(operand -> !graph.isNumber(operand, constant)).toList();
    }

    /** True if value = x · factor, written as a product or a quotient. */
    private boolean isScaled(String value, String x, double factor) {
      Optional<OnnxNode> quotient = graph.producer(value, "Div", 2);
      if (quotient.isPresent()) {
        List<String> in = quotient.get().inputs();
        return graph.source(in.get(0)).equals(x) && graph.isNumber(in.get(1), 1 / factor);
      }
      List<String> factors = graph.operands(value, "Mul", x);
      return factors.size() == 2 && without(factors, factor).equals(List.of(x));
    }

    /** √(2/π) · (x + 0.044715 · x³). */
    private boolean isPolynomial(String value, String x) {
      List<String> factors = graph.operands(value, "Mul", x);
      List<String> sum = without(factors, Math.sqrt(2 / Math.PI));
      if (factors.size() != 2 || sum.size() != 1) {
        return false;
      }
      List<String> terms = graph.operands(sum.getFirst(), "Add", x);
      List<String> others = terms.stream().filter(term -> !term.equals(x)).toList();
      if (terms.size() != 2 || others.size() != 1) {
        return false;
      }
      List<String> cubic = without(graph.operands(others.getFirst(), "Mul", x), 0.044715);
      return cubic.equals(List.of(x, x, x)) || (cubic.size() == 1 && isCube(cubic.getFirst(), x));
    }

    private boolean isCube(String value, String x) {
      return graph
          .producer(value, "Pow", 2)
          .filter(pow ->
              graph.source(pow.inputs().get(0)).equals(x) && graph.isNumber(pow.inputs().get(1), 3))
          .isPresent();
    }
  }
}
