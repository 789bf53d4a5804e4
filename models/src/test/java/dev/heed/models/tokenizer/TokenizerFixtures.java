package dev.heed.models.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tokenizer.json of all-MiniLM-L6-v2 (the vocabulary of bert-base-uncased), and variations of
 * it.
 */
final class TokenizerFixtures {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final byte[] MINILM = resource("/all-minilm-l6-v2-tokenizer.json");

  private TokenizerFixtures() {}

  static byte[] miniLmJson() {
    return MINILM.clone();
  }

  static Tokenizer miniLm() {
    return Tokenizer.fromJson(MINILM, "MiniLM");
  }

  /** MiniLM's file, changed. */
  static byte[] miniLmWith(Consumer<ObjectNode> change) {
    ObjectNode root = (ObjectNode) MAPPER.readTree(MINILM);
    change.accept(root);
    return MAPPER.writeValueAsBytes(root);
  }

  /** A small file with everything in its place, changed. */
  static byte[] smallWith(Consumer<ObjectNode> change) {
    ObjectNode root = json(SMALL);
    change.accept(root);
    return MAPPER.writeValueAsBytes(root);
  }

  /** An object, written with single quotes. */
  static ObjectNode json(String text) {
    return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
  }

  static byte[] small() {
    return SMALL.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static final String SMALL =
      """
      {
        'version': '1.0',
        'truncation': null,
        'padding': null,
        'added_tokens': [
          {'id': 0, 'content': '[UNK]', 'single_word': false, 'lstrip': false, 'rstrip': false,
           'normalized': false, 'special': true},
          {'id': 1, 'content': '[CLS]', 'single_word': false, 'lstrip': false, 'rstrip': false,
           'normalized': false, 'special': true},
          {'id': 2, 'content': '[SEP]', 'single_word': false, 'lstrip': false, 'rstrip': false,
           'normalized': false, 'special': true}
        ],
        'normalizer': {'type': 'BertNormalizer', 'clean_text': true, 'handle_chinese_chars': true,
                       'strip_accents': null, 'lowercase': true},
        'pre_tokenizer': {'type': 'BertPreTokenizer'},
        'post_processor': {
          'type': 'TemplateProcessing',
          'single': [{'SpecialToken': {'id': '[CLS]', 'type_id': 0}}, {'Sequence': {'id': 'A', 'type_id': 0}},
                     {'SpecialToken': {'id': '[SEP]', 'type_id': 0}}],
          'pair': [{'SpecialToken': {'id': '[CLS]', 'type_id': 0}}, {'Sequence': {'id': 'A', 'type_id': 0}},
                   {'SpecialToken': {'id': '[SEP]', 'type_id': 0}}, {'Sequence': {'id': 'B', 'type_id': 1}},
                   {'SpecialToken': {'id': '[SEP]', 'type_id': 1}}],
          'special_tokens': {'[CLS]': {'id': '[CLS]', 'ids': [1], 'tokens': ['[CLS]']},
                             '[SEP]': {'id': '[SEP]', 'ids': [2], 'tokens': ['[SEP]']}}
        },
        'decoder': {'type': 'WordPiece', 'prefix': '##', 'cleanup': true},
        'model': {
          'type': 'WordPiece',
          'unk_token': '[UNK]',
          'continuing_subword_prefix': '##',
          'max_input_chars_per_word': 100,
          'vocab': {'[UNK]': 0, '[CLS]': 1, '[SEP]': 2, 'un': 3, '##aff': 4, '##able': 5, 'a': 6, '.': 7}
        }
      }
      """;

  private static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(TokenizerFixtures.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
