package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.models.Classification.LabelScore;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.tokenizer.TokenizerFormatException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tiny random RoBERTa from its folder, texts in and classes or vectors out, against transformers:
 * bench/peers/roberta_golden.py.
 */
class RobertaTest {
  private static final double TOLERANCE = 1e-5;
  private static final List<String> OLDER = List.of("vocab.json", "merges.txt");

  @TempDir Path older;
  private Path folder;
  private JsonNode cases;

  @BeforeEach
  void find() throws URISyntaxException {
    folder = Path.of(Objects.requireNonNull(RobertaTest.class.getResource("roberta")).toURI());
    cases = JsonMapper.shared().readTree(folder.resolve("golden.json").toFile()).get("cases");
    assertThat(cases).hasSizeGreaterThan(5);
  }

  private void assertIds(Tokenizer tokenizer) {
    EncodeOptions options = EncodeOptions.DEFAULT.parsingSpecial();
    for (JsonNode one : cases) {
      List<String> texts = texts(one);
      Encoding encoding =
          texts.size() == 1
              ? tokenizer.encode(texts.getFirst(), options)
              : tokenizer.encodePair(texts.getFirst(), texts.getLast(), options);
      assertThat(encoding.ids()).as("%s", texts).isEqualTo(ints(one.get("ids")));
      assertThat(encoding.typeIds()).containsOnly(0);
    }
  }

  private Tokenizer older(String configuration) throws IOException {
    for (String name : OLDER) {
      Files.copy(folder.resolve(name), older.resolve(name));
    }
    if (!configuration.isEmpty()) {
      TinyModel.text(older.resolve("tokenizer_config.json"), configuration);
    }
    return Tokenizer.load(older);
  }

  @Test
  void idsAreThoseOfTransformers() {
    assertIds(Tokenizer.load(folder));
  }

  @Test
  void theOlderFormOfATokenizerGivesTheSame() throws IOException {
    assertIds(older("{\"tokenizer_class\": \"RobertaTokenizer\"}"));
  }

  @Test
  void aVocabularyWithItsSpecialTokensIsRobertas() throws IOException {
    assertIds(older(""));
  }

  @Test
  void otherSpecialTokensAreRefused() {
    Assertions.assertThatThrownBy(
            () -> older("{\"tokenizer_class\": \"RobertaTokenizer\", \"cls_token\": \"<cls>\"}"))
        .isInstanceOf(TokenizerFormatException.class)
        .hasMessageContaining("cls_token is '<cls>'");
  }

  @ParameterizedTest
  @MethodSource("dev.heed.models.InstalledBackends#names")
  void textsAndPairsHaveTheClassesOfTransformers(String name) {
    try (Backend backend = InstalledBackends.open(name);
        TextClassifier classifier =
            TextClassifier.load(folder, ModelOptions.DEFAULT.withBackend(backend))) {
      for (JsonNode one : plain()) {
        List<String> texts = texts(one);
        Classification verdict =
            texts.size() == 1
                ? classifier.classify(texts.getFirst())
                : classifier.classifyPair(texts.getFirst(), texts.getLast());
        for (LabelScore score : verdict.scores()) {
          double expected =
              one.get("scores").get(classifier.labels().indexOf(score.label())).asDouble();
          assertThat(score.score()).as("%s", texts).isCloseTo(expected, within(TOLERANCE));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heed.models.InstalledBackends#names")
  void textsHaveTheVectorsOfTransformers(String name) {
    try (Backend backend = InstalledBackends.open(name);
        TextEmbedder embedder =
            TextEmbedder.builder(folder)
                .options(ModelOptions.DEFAULT.withBackend(backend))
                .pooling(Pooling.MEAN)
                .build()) {
      for (JsonNode one : plain()) {
        if (texts(one).size() == 1) {
          float[] vector = embedder.embed(texts(one).getFirst()).vector();
          for (int i = 0; i < vector.length; i++) {
            double expected = one.get("embedding").get(i).asDouble();
            assertThat((double) vector[i]).isCloseTo(expected, within(TOLERANCE));
          }
        }
      }
    }
  }

  /** Texts without what looks like a special token: there it is only text for Heed. */
  private List<JsonNode> plain() {
    return cases.valueStream().filter(one -> !texts(one).getFirst().contains("<mask>")).toList();
  }

  private static List<String> texts(JsonNode one) {
    return one.get("texts").valueStream().map(JsonNode::asString).toList();
  }

  private static int[] ints(JsonNode list) {
    int[] ints = new int[list.size()];
    Arrays.setAll(ints, i -> list.get(i).asInt());
    return ints;
  }
}
