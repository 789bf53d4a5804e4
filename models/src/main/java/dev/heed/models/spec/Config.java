package dev.heed.models.spec;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.NormKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The settings of a {@code config.json}, each checked when it is asked for: errors name the file
 * and the key.
 */
public final class Config {
  private static final Map<String, Activation> ACTIVATIONS =
      Map.of(
          "gelu", Activation.GELU,
          "gelu_new", Activation.GELU_TANH,
          "gelu_pytorch_tanh", Activation.GELU_TANH,
          "gelu_fast", Activation.GELU_TANH,
          "relu", Activation.RELU,
          "silu", Activation.SILU,
          "swish", Activation.SILU,
          "tanh", Activation.TANH);

  private final String origin;
  private final JsonNode root;

  /**
   * Over what a file holds.
   *
   * @param origin the file, for error texts
   * @param root what it holds
   */
  public Config(String origin, JsonNode root) {
    this.origin = origin;
    this.root = root;
    if (!root.isObject()) {
      throw new ModelException(origin + ": expected a JSON object of settings");
    }
  }

  /** The file, for error texts. */
  public String origin() {
    return origin;
  }

  /** All settings; a copy, to be changed. */
  public ObjectNode json() {
    return (ObjectNode) root.deepCopy();
  }

  /** A whole number from 1 to {@code most}. */
  int size(String key, int most) {
    JsonNode value = value(key);
    if (value == null) {
      throw new ModelException("%s: there is no '%s'".formatted(origin, key));
    }
    return whole(key, value, 1, most);
  }

  /**
   * A whole number from 0 to {@code most}, or {@code otherwise} where the key is absent or null.
   */
  int sizeOr(String key, int most, int otherwise) {
    JsonNode value = value(key);
    return value == null ? otherwise : whole(key, value, 0, most);
  }

  /**
   * As transformers reads a setting that may be none: {@code usual} where the key is absent, 0
   * where it is null.
   */
  int sizeUnlessNull(String key, int most, int usual) {
    return root.has(key) ? sizeOr(key, most, 0) : usual;
  }

  /** As {@link #sizeUnlessNull}. */
  float numberUnlessNull(String key, float usual) {
    return root.has(key) ? numberOr(key, 0) : usual;
  }

  float numberOr(String key, float otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw refused(key, value, "a number");
    }
    return value.floatValue();
  }

  /** A number, or {@code otherwise} where the key is absent or null. */
  public double doubleOr(String key, double otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw refused(key, value, "a number");
    }
    return value.doubleValue();
  }

  double number(String key) {
    if (value(key) == null) {
      throw new ModelException("%s: there is no '%s'".formatted(origin, key));
    }
    return doubleOr(key, 0);
  }

  /** A list of numbers. */
  double[] numbers(String key) {
    JsonNode list = value(key);
    if (list == null) {
      throw new ModelException("%s: there is no '%s'".formatted(origin, key));
    }
    if (!list.isArray()) {
      throw refused(key, list, "a list of numbers");
    }
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!list.get(i).isNumber()) {
        throw refused(key, list, "a list of numbers");
      }
      numbers[i] = list.get(i).doubleValue();
    }
    return numbers;
  }

  /** One whole number of at least 0, or a list of them; none where the key is absent. */
  public int[] wholeNumbers(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return new int[0];
    }
    if (!value.isArray()) {
      return new int[] {whole(key, value, 0, Integer.MAX_VALUE)};
    }
    int[] numbers = new int[value.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = whole(key, value.get(i), 0, Integer.MAX_VALUE);
    }
    return numbers;
  }

  /** Ids of tokens, one or a list; one below 0 says that there is none. */
  public int[] tokens(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return new int[0];
    }
    if (!value.isArray()) {
      return known(new int[] {whole(key, value, Integer.MIN_VALUE, Integer.MAX_VALUE)});
    }
    int[] ids = new int[value.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = whole(key, value.get(i), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return known(ids);
  }

  private static int[] known(int[] ids) {
    return Arrays.stream(ids).filter(id -> id >= 0).toArray();
  }

  /** A list of texts; null where the key is absent. */
  @Nullable List<String> textsOrNull(String key) {
    JsonNode list = value(key);
    if (list == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : list) {
      if (!list.isArray() || !text.isString()) {
        throw refused(key, list, "a list of texts");
      }
      texts.add(text.stringValue());
    }
    return texts;
  }

  /** Settings within these, such as {@code rope_scaling}; null where there are none. */
  public @Nullable Config part(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      throw refused(key, value, "an object of settings");
    }
    return new Config(origin + ", '" + key + "'", value);
  }

  boolean has(String key) {
    return value(key) != null;
  }

  @Nullable String text(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw refused(key, value, "a text");
    }
    return value.stringValue();
  }

  /** A flag, or {@code otherwise} where the key is absent or null. */
  public boolean flagOr(String key, boolean otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw refused(key, value, "true or false");
    }
    return value.booleanValue();
  }

  /** Heads of equal size that together have the model's width. */
  AttentionSpec attention(String headsKey, String widthKey) {
    int heads = size(headsKey, Limits.WIDTH);
    int width = size(widthKey, Limits.WIDTH);
    if (width % heads != 0) {
      throw new ModelException(
          "%s: '%s' is %d, which %d heads ('%s') cannot share equally"
              .formatted(origin, widthKey, width, heads, headsKey));
    }
    return new AttentionSpec(heads, width / heads);
  }

  /** A number from 0 to below 1, added under the root of a layer norm. */
  NormSpec layerNorm(String epsilonKey) {
    float epsilon = numberOr(epsilonKey, 1e-12f);
    if (!(epsilon >= 0 && epsilon < 1)) {
      throw new ModelException(
          "%s: '%s' is %s; expected a number from 0 to below 1"
              .formatted(origin, epsilonKey, epsilon));
    }
    return new NormSpec(NormKind.LAYER, epsilon);
  }

  Activation activation(String key) {
    return activation(key, "gelu");
  }

  Activation activation(String key, String otherwise) {
    String name = text(key);
    Activation activation = ACTIVATIONS.get(name == null ? otherwise : name);
    if (activation == null) {
      throw new ModelException(
          "%s: '%s' is '%s'; supported are %s"
              .formatted(origin, key, name, String.join(", ", sorted(ACTIVATIONS))));
    }
    return activation;
  }

  /** Refuses a setting that would change the arithmetic to one that is not implemented. */
  void require(String key, String expected) {
    JsonNode value = value(key);
    String found = value == null ? expected : value.isString() ? value.stringValue() : "" + value;
    if (!found.equals(expected)) {
      throw new ModelException(
          "%s: '%s' is '%s'; only '%s' is supported".formatted(origin, key, found, expected));
    }
  }

  /** What {@code model_type} says. */
  public String modelType() {
    String type = text("model_type");
    if (type == null) {
      throw new ModelException(
          "%s: there is no 'model_type', so the family is unknown".formatted(origin));
    }
    return type;
  }

  /** The first of {@code architectures}, such as {@code BertForMaskedLM}; null where none is. */
  public @Nullable String architecture() {
    JsonNode list = value("architectures");
    if (list == null || (list.isArray() && list.isEmpty())) {
      return null;
    }
    if (!list.isArray() || !list.get(0).isString()) {
      throw refused("architectures", list, "a list of class names");
    }
    return list.get(0).stringValue();
  }

  /** True where it says how many labels there are, or what they are called. */
  public boolean namesLabels() {
    return has("id2label") || has("num_labels");
  }

  /** Names of the labels of a classification head, by their numbers. */
  public List<String> labels() {
    JsonNode names = value("id2label");
    if (names == null) {
      int count = value("num_labels") == null ? 2 : size("num_labels", Limits.WIDTH);
      List<String> labels = new ArrayList<>();
      for (int l = 0; l < count; l++) {
        labels.add("LABEL_" + l);
      }
      return labels;
    }
    if (!names.isObject() || names.isEmpty()) {
      throw refused("id2label", names, "an object of labels by number");
    }
    List<String> labels = new ArrayList<>();
    for (int l = 0; l < names.size(); l++) {
      JsonNode label = names.get(Integer.toString(l));
      if (label == null || label.isContainer()) {
        throw new ModelException(
            "%s: 'id2label' has %d labels but none with the number %d"
                .formatted(origin, names.size(), l));
      }
      labels.add(label.asString());
    }
    return labels;
  }

  /** What {@code problem_type} says, or what the number of labels implies. */
  public ProblemType problem(int labels) {
    String name = text("problem_type");
    if (name == null) {
      return labels == 1 ? ProblemType.REGRESSION : ProblemType.SINGLE_LABEL;
    }
    return switch (name) {
      case "single_label_classification" -> ProblemType.SINGLE_LABEL;
      case "multi_label_classification" -> ProblemType.MULTI_LABEL;
      case "regression" -> ProblemType.REGRESSION;
      default ->
          throw new ModelException(
              "%s: 'problem_type' is '%s'; supported are single_label_classification, multi_label_classification and regression"
                  .formatted(origin, name));
    };
  }

  private @Nullable JsonNode value(String key) {
    JsonNode value = root.get(key);
    return value == null || value.isNull() ? null : value;
  }

  private int whole(String key, JsonNode value, int least, int most) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw refused(key, value, "a whole number from %,d to %,d".formatted(least, most));
    }
    int number = value.intValue();
    if (number < least || number > most) {
      throw refused(key, value, "a whole number from %,d to %,d".formatted(least, most));
    }
    return number;
  }

  private ModelException refused(String key, JsonNode value, String expected) {
    String found = value.toString();
    return new ModelException(
        "%s: '%s' is %s; expected %s"
            .formatted(
                origin, key, found.length() > 80 ? found.substring(0, 80) + "…" : found, expected));
  }

  private static List<String> sorted(Map<String, ?> map) {
    return map.keySet().stream().sorted().toList();
  }
}
