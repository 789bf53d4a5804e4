package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Texts that come as words: as transformers has them; make-words.py says how they were made. */
class EncodeWordsTest {
  private static final EncodeOptions WHOLE = EncodeOptions.DEFAULT.unlimited();

  private static Tokenizer tokenizer(String name) {
    return switch (name) {
      case "MiniLM" -> TokenizerFixtures.miniLm();
      case "gpt2" ->
          Tokenizer.fromJson(
              TinyTokenizers.with(
                  "gpt2",
                  root -> ((ObjectNode) root.get("pre_tokenizer")).put("add_prefix_space", false)),
              "gpt2");
      default -> TinyTokenizers.json(name);
    };
  }

  private static JsonNode goldens(String name) {
    return new JsonMapper().readTree(TinyTokenizers.bytes("words.json")).path(name);
  }

  private static List<String> words(JsonNode golden) {
    return StreamSupport.stream(golden.get("words").spliterator(), false)
        .map(JsonNode::stringValue)
        .toList();
  }

  /** −1 for null. */
  private static int[] ints(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false)
        .mapToInt(number -> number.isNull() ? -1 : number.intValue())
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MiniLM", "gpt2", "unigram"})
  void wordsAreEncodedAsTransformersDoes(String name) {
    Tokenizer tokenizer = tokenizer(name);
    assertThat(goldens(name)).hasSize(7);
    for (JsonNode golden : goldens(name)) {
      Encoding encoding = tokenizer.encodeWords(words(golden), WHOLE);
      assertThat(encoding.ids()).as(golden.toString()).isEqualTo(ints(golden.get("ids")));
      assertThat(encoding.words()).as(golden.toString()).isEqualTo(ints(golden.get("wordIds")));
      assertThat(encoding.truncated()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MiniLM", "gpt2", "unigram"})
  void aLimitLeavesOutTheEnd(String name) {
    Tokenizer tokenizer = tokenizer(name);
    List<String> words = words(goldens(name).get(0));
    int special = tokenizer.addedTokens(false);
    int[] whole = tokenizer.encodeWords(words, WHOLE.withoutSpecial()).ids();
    for (int room = 0; room <= whole.length; room++) {
      Encoding cut = tokenizer.encodeWords(words, EncodeOptions.DEFAULT.limitedTo(room + special));
      assertThat(cut.size()).isEqualTo(room + special);
      assertThat(cut.truncated()).isEqualTo(room < whole.length);
      int before = special / 2;
      assertThat(Arrays.copyOfRange(cut.ids(), before, before + room))
          .isEqualTo(Arrays.copyOf(whole, room));
    }
  }

  @Test
  void placesCountWithinEachWord() {
    Encoding encoding =
        TokenizerFixtures.miniLm().encodeWords(List.of("Größe", "U.N."), WHOLE.withoutSpecial());
    assertThat(encoding.tokens()).containsExactly("gr", "##o", "##ße", "u", ".", "n", ".");
    assertThat(encoding.starts()).containsExactly(0, 2, 3, 0, 1, 2, 3);
    assertThat(encoding.ends()).containsExactly(2, 3, 5, 1, 2, 3, 4);
  }

  @Test
  void aWordIsNoSpecialTokenUnlessAsked() {
    Tokenizer tokenizer = TokenizerFixtures.miniLm();
    List<String> words = List.of("[SEP]");
    assertThat(tokenizer.encodeWords(words, WHOLE.withoutSpecial()).ids()).hasSize(3);
    assertThat(tokenizer.encodeWords(words, WHOLE.withoutSpecial().parsingSpecial()).ids())
        .containsExactly(102);
  }
}
