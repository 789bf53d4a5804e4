package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * BPE without a pre-tokenizer, as Llama 2 and Mistral have it: what counts for a piece counts for
 * the whole text. The ids are those of tokenizers 0.23.3.
 */
class WholeTextBpeTest {
  private static final EncodeOptions PLAIN = EncodeOptions.DEFAULT.withoutSpecial();

  private static byte[] file(String model) {
    ObjectNode file =
        TokenizerFixtures.json(
            """
            {'normalizer': {'type': 'Sequence', 'normalizers': [
               {'type': 'Prepend', 'prepend': '▁'},
               {'type': 'Replace', 'pattern': {'String': ' '}, 'content': '▁'}]},
             'model': {'type': 'BPE', 'merges': []}}
            """);
    file.withObject("model").setAll(TokenizerFixtures.json(model));
    return JsonMapper.shared().writeValueAsBytes(file);
  }

  private static int[] ids(String model, String text) {
    return Tokenizer.fromJson(file(model), "test").encode(text, PLAIN).ids();
  }

  @Test
  void withoutMergesTheWholeTextIsLookedUpAndNotItsWords() {
    String model = "{'ignore_merges': true, 'vocab': {'▁': 0, 'a': 1, 'b': 2, '▁ab': 3}}";
    assertThat(ids(model, "ab")).containsExactly(3);
    assertThat(ids(model, "ab ab")).containsExactly(0, 1, 2, 0, 1, 2);
  }

  @Test
  void onlyTheFirstCharacterOfTheTextBeginsIt() {
    String model =
        "{'continuing_subword_prefix': '##', 'vocab': {'▁': 0, '##a': 1, '##b': 2, '▁a': 3}}";
    assertThat(ids(model, "ab ab")).containsExactly(0, 1, 2, 1, 2);
  }

  /** Any text of few characters, where the library runs here. */
  @ParameterizedTest
  @CsvSource({"true, ''", "false, ''", "true, '##'", "false, '##'"})
  void encodesAsTheReferenceDoes(boolean ignoreMerges, String prefix) {
    ObjectNode model = JsonMapper.shared().createObjectNode();
    model.put("ignore_merges", ignoreMerges);
    model.put("unk_token", "<unk>");
    if (!prefix.isEmpty()) {
      model.put("continuing_subword_prefix", prefix);
    }
    List<String> tokens = List.of("▁", "a", "b", "▁a", "ab", "▁ab", "▁▁", "▁a▁b");
    ObjectNode vocabulary = model.putObject("vocab").put("<unk>", 0);
    tokens.forEach(token -> vocabulary.put(token, vocabulary.size()));
    if (!prefix.isEmpty()) {
      List.of("a", "b", "ab").forEach(token -> vocabulary.put(prefix + token, vocabulary.size()));
    }
    var merges = model.putArray("merges");
    merges.addArray().add("▁").add(prefix + "a");
    merges.addArray().add(prefix + "a").add(prefix + "b");
    byte[] file = file(model.toString());
    Tokenizer tokenizer = Tokenizer.fromJson(file, "test");
    SplittableRandom random = new SplittableRandom(4);
    try (ReferenceTokenizer reference = ReferenceTokenizer.of(file)) {
      for (int t = 0; t < 2000; t++) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
          text.append("aabb  c".charAt(random.nextInt(7)));
        }
        assertThat(Arrays.toString(tokenizer.encode(text.toString(), PLAIN).ids()))
            .as("'%s'", text)
            .isEqualTo(Arrays.toString(reference.encode(text.toString(), false).ids()));
      }
    }
  }
}
