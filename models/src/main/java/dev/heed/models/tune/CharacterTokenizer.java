package dev.heed.models.tune;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tokenizer whose tokens are the characters of a text, as a tokenizer.json that the tokenizers
 * library reads too: small models of small texts need no more.
 */
final class CharacterTokenizer {
  /** What a character becomes that the text does not have. */
  static final String UNKNOWN = "[UNK]";

  private CharacterTokenizer() {}

  /** Of each character, a code point, that a text has; in their order, behind {@value #UNKNOWN}. */
  static byte[] json(String text) {
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode root = mapper.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    root.putArray("added_tokens");
    root.putNull("normalizer");
    ObjectNode each = root.putObject("pre_tokenizer");
    each.put("type", "Split").put("behavior", "Isolated").put("invert", false);
    each.putObject("pattern").put("Regex", "[\\s\\S]");
    root.putNull("post_processor");
    root.putObject("decoder").put("type", "Fuse");
    ObjectNode model = root.putObject("model");
    model.put("type", "WordLevel").put("unk_token", UNKNOWN);
    ObjectNode vocabulary = model.putObject("vocab");
    vocabulary.put(UNKNOWN, 0);
    int[] characters = text.codePoints().distinct().sorted().toArray();
    for (int c = 0; c < characters.length; c++) {
      vocabulary.put(Character.toString(characters[c]), c + 1);
    }
    return mapper.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
  }
}
