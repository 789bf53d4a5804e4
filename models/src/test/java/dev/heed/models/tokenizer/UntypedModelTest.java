package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.models.tokenizer.TinyTokenizers.Golden;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files older than the field {@code model.type}: openai-community/gpt2, the first of T5 and of
 * XLM-R. They are read as tokenizers 0.23.3 reads them.
 */
class UntypedModelTest {
  /** What the first files had of a BPE model. */
  private static final Set<String> OF_BPE =
      Set.of(
          "dropout",
          "unk_token",
          "continuing_subword_prefix",
          "end_of_word_suffix",
          "fuse_unk",
          "vocab",
          "merges");

  private static void toFirstForm(ObjectNode file) {
    ObjectNode model = file.withObject("model");
    model.retain(OF_BPE);
    List<String> lines =
        model
            .withArray("merges")
            .valueStream()
            .map(pair -> pair.path(0).stringValue() + " " + pair.path(1).stringValue())
            .toList();
    ArrayNode merges = model.putArray("merges");
    merges.add("#version: 0.2 - Trained by `huggingface/tokenizers`");
    lines.forEach(merges::add);
  }

  @Test
  void withMergesItIsBpe() {
    Tokenizer tokenizer =
        Tokenizer.fromJson(TinyTokenizers.with("gpt2", UntypedModelTest::toFirstForm), "gpt2");
    assertGoldens(tokenizer, "gpt2");
  }

  @Test
  void withScoresItIsUnigram() {
    Tokenizer tokenizer =
        Tokenizer.fromJson(
            TinyTokenizers.with("unigram", file -> file.withObject("model").remove("type")),
            "unigram");
    assertGoldens(tokenizer, "unigram");
  }

  private static void assertGoldens(Tokenizer tokenizer, String name) {
    for (Golden golden : TinyTokenizers.goldens(name + ".json")) {
      assertThat(tokenizer.encode(golden.text(), EncodeOptions.DEFAULT.withoutSpecial()).ids())
          .as(golden.toString())
          .isEqualTo(golden.ids());
    }
  }

  @Test
  void withALongestWordItIsWordPiece() {
    byte[] file = TokenizerFixtures.smallWith(json -> json.withObject("model").remove("type"));
    assertThat(Tokenizer.fromJson(file, "small").encode("unaffable").tokens())
        .containsExactly("[CLS]", "un", "##aff", "##able", "[SEP]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{'continuing_subword_prefix': '##'}", "{'max_input_chars_per_word': 9}"})
  void withAVocabularyAloneItIsWords(String more) {
    byte[] file =
        TokenizerFixtures.smallWith(json -> {
          JsonNode vocabulary = json.withObject("model").get("vocab");
          json.replace("model", TokenizerFixtures.json(more).set("vocab", vocabulary));
          json.withObject("model").put("unk_token", "[UNK]");
          json.putNull("normalizer").putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        });
    assertThat(Tokenizer.fromJson(file, "small").encode("un a unaffable").ids())
        .containsExactly(1, 3, 6, 0, 2);
  }

  @Test
  void withNothingItIsRefused() {
    byte[] file = TokenizerFixtures.smallWith(json -> json.putObject("model"));
    assertThatThrownBy(() -> Tokenizer.fromJson(file, "small"))
        .isInstanceOf(TokenizerFormatException.class)
        .hasMessage("small: model: the field 'vocab' is missing or no object");
  }
}
