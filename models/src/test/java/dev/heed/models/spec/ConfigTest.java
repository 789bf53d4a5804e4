package dev.heed.models.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.op.Activation;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Settings as files have them, right and wrong. */
class ConfigTest {
  private static ObjectNode bert() {
    return (ObjectNode)
        json(
            """
            {"model_type": "bert", "vocab_size": 100, "hidden_size": 24, "num_hidden_layers": 2,
             "num_attention_heads": 3, "intermediate_size": 40, "hidden_act": "gelu",
             "layer_norm_eps": 1e-5, "max_position_embeddings": 32, "type_vocab_size": 2,
             "pad_token_id": 1, "architectures": ["BertForSequenceClassification"]}
            """);
  }

  private static ObjectNode distilBert() {
    return (ObjectNode)
        json(
            """
            {"model_type": "distilbert", "vocab_size": 100, "dim": 24, "n_layers": 2, "n_heads": 3,
             "hidden_dim": 40, "activation": "relu", "max_position_embeddings": 32,
             "architectures": ["DistilBertForSequenceClassification"]}
            """);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static TransformerSpec spec(JsonNode settings) {
    Config config = new Config("some/config.json", settings);
    Family family = Families.of(config);
    return family.body(config).withHead(family.head(config));
  }

  @Test
  void bertIsReadAsItIs() {
    TransformerSpec spec = spec(bert());
    assertThat(spec.attention()).isEqualTo(new AttentionSpec(3, 8));
    assertThat(spec.feedForward()).isEqualTo(new FeedForwardSpec(40, Activation.GELU));
    assertThat(spec.norm().epsilon()).isEqualTo(1e-5f);
    assertThat(spec.maxTokens()).isEqualTo(32);
    assertThat(spec.tokenTypes()).isEqualTo(2);
  }

  @Test
  void robertaHasTwoPlacesLess() {
    assertThat(spec(bert().put("model_type", "roberta")).maxTokens()).isEqualTo(30);
    assertThat(spec(bert().put("model_type", "xlm-roberta")).maxTokens()).isEqualTo(30);
    assertThat(spec(bert().put("model_type", "camembert")).maxTokens()).isEqualTo(30);
  }

  @Test
  void robertaDoesNotCountPaddingTokens() {
    int[] rows = new int[6];
    new PositionScheme.LearnedAfterPadding(32, 1).fill(new int[] {9, 0, 1, 1, 7, 2}, 1, 6, rows);
    assertThat(rows).containsExactly(0, 2, 1, 1, 3, 4);
  }

  @Test
  void distilBertHasNoTokenTypes() {
    TransformerSpec spec = spec(distilBert());
    assertThat(spec.tokenTypes()).isZero();
    assertThat(spec.pooler()).isFalse();
    assertThat(spec.norm().epsilon()).isEqualTo(1e-12f);
  }

  @Test
  void bertMayHaveNoTokenTypes() {
    assertThat(spec(bert().put("type_vocab_size", 0)).tokenTypes()).isZero();
  }

  @Test
  void withoutNamesLabelsAreNumbered() {
    HeadSpec head = spec(bert().put("num_labels", 3)).head();
    assertThat(head)
        .isInstanceOfSatisfying(
            HeadSpec.SequenceClassification.class,
            c -> assertThat(c.labels()).containsExactly("LABEL_0", "LABEL_1", "LABEL_2"));
  }

  @Test
  void labelsStandInTheOrderOfTheirNumbers() {
    ObjectNode config = bert();
    config.putObject("id2label").put("1", "b").put("0", "a");
    assertThat(spec(config).head())
        .isInstanceOfSatisfying(
            HeadSpec.SequenceClassification.class,
            c -> assertThat(c.labels()).containsExactly("a", "b"));
  }

  @ParameterizedTest
  @CsvSource({
    "gelu, GELU",
    "gelu_new, GELU_TANH",
    "gelu_pytorch_tanh, GELU_TANH",
    "relu, RELU",
    "silu, SILU",
    "swish, SILU"
  })
  void activationsHaveTheMeaningOfTheirNames(String name, Activation activation) {
    assertThat(spec(bert().put("hidden_act", name)).feedForward().activation())
        .isEqualTo(activation);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("model_type", "\"t5\"", "supported are bert, roberta"),
        Arguments.of("model_type", "null", "there is no 'model_type'"),
        Arguments.of("model_type", "7", "'model_type' is 7; expected a text"),
        Arguments.of("hidden_size", "null", "there is no 'hidden_size'"),
        Arguments.of("hidden_size", "0", "'hidden_size' is 0; expected a whole number from 1"),
        Arguments.of("hidden_size", "-24", "'hidden_size' is -24"),
        Arguments.of("hidden_size", "24.5", "'hidden_size' is 24.5"),
        Arguments.of("hidden_size", "\"24\"", "'hidden_size' is \"24\""),
        Arguments.of(
            "hidden_size", "99999999999999999999", "'hidden_size' is 99999999999999999999"),
        Arguments.of("hidden_size", "2147483647", "from 1 to 1,048,576"),
        Arguments.of("hidden_size", "25", "'hidden_size' is 25, which 3 heads"),
        Arguments.of("num_attention_heads", "7", "which 7 heads ('num_attention_heads')"),
        Arguments.of("num_attention_heads", "1000000", "which 1000000 heads"),
        Arguments.of("num_hidden_layers", "1000000000", "'num_hidden_layers' is 1000000000"),
        Arguments.of("vocab_size", "[]", "'vocab_size' is []"),
        Arguments.of("hidden_act", "\"mish\"", "'hidden_act' is 'mish'; supported are gelu"),
        Arguments.of("layer_norm_eps", "-1", "'layer_norm_eps' is -1.0"),
        Arguments.of("layer_norm_eps", "\"x\"", "'layer_norm_eps' is \"x\"; expected a number"),
        Arguments.of("position_embedding_type", "\"relative_key\"", "only 'absolute' is supported"),
        Arguments.of("is_decoder", "true", "'is_decoder' is 'true'; only 'false'"),
        Arguments.of("add_cross_attention", "true", "'add_cross_attention' is 'true'"),
        Arguments.of("architectures", "[\"BertForQuestionAnswering\"]", "QuestionAnswering"),
        Arguments.of("architectures", "\"BertModel\"", "expected a list of class names"),
        Arguments.of("id2label", "{\"0\": \"a\", \"2\": \"b\"}", "none with the number 1"),
        Arguments.of("id2label", "{}", "expected an object of labels"),
        Arguments.of("num_labels", "0", "'num_labels' is 0; expected a whole number from 1"),
        Arguments.of("type_vocab_size", "-1", "'type_vocab_size' is -1"),
        Arguments.of("id2label", "[\"a\"]", "expected an object of labels"),
        Arguments.of("problem_type", "\"guess\"", "'problem_type' is 'guess'"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenSettingIsNamedWithItsFile(String key, String value, String message) {
    ObjectNode config = bert();
    config.set(key, json(value));
    assertThatThrownBy(() -> spec(config))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("some/config.json: ")
        .hasMessageContaining(message);
  }

  @Test
  void somethingElseThanAnObjectIsRefused() {
    assertThatThrownBy(() -> new Config("c.json", json("[1]")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("c.json: expected a JSON object");
  }
}
