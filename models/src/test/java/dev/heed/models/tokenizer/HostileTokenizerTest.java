package dev.heed.models.tokenizer;

import static dev.heed.models.tokenizer.TokenizerFixtures.small;
import static dev.heed.models.tokenizer.TokenizerFixtures.smallWith;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** A tokenizer.json that is wrong in one way: each is refused, by name, place and reason. */
class HostileTokenizerTest {
  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("no byte", new byte[0], "expected a JSON object"),
        Arguments.of("no object", bytes("[]"), "expected a JSON object"),
        Arguments.of("no JSON", bytes("{hello"), "not readable as JSON (line 1, column "),
        Arguments.of(
            "a file that lost its end",
            Arrays.copyOf(small(), small().length / 2),
            "not readable as JSON (line "),
        Arguments.of(
            "a vocabulary that lost its end",
            bytes("{\"model\": {\"vocab\": {\"a\": 0, "),
            "not readable as JSON"),
        Arguments.of(
            "two objects", bytes(text(small()) + "{}"), "something follows the JSON object"),
        Arguments.of(
            "bytes that are no UTF-8",
            text(small()).replace("un", "\u00ff").getBytes(StandardCharsets.ISO_8859_1),
            "Invalid UTF-8"),
        Arguments.of(
            "deep JSON",
            bytes("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
            "nesting depth"),
        Arguments.of(
            "a long number", bytes("{\"x\":" + "1".repeat(1000) + "}"), "Number value length"),
        Arguments.of(
            "a long string",
            bytes("{\"x\":\"" + "x".repeat(3 << 20) + "\"}"),
            "String value length"),
        Arguments.of("a long name", bytes("{\"" + "x".repeat(1 << 18) + "\":1}"), "Name length"),
        edited(
            "a field twice", "'version'", "'version':'1.0','version'", "'version' is there twice"),
        edited("a token twice", "'un'", "'a'", "token 'a' is listed twice, with the ids 3 and 6"),
        edited("an id twice", "'a': 6", "'a': 3", "id 3 is given twice, to 'un' and 'a'"),
        edited("a negative id", "'a': 6", "'a': -1", "token 'a' has the id -1; expected 0 to "),
        edited("a huge id", "'a': 6", "'a': 2147483647", "token 'a' has the id 2,147,483,647"),
        edited(
            "an id of 2^64", "'a': 6", "'a': 18446744073709551616", "token 'a': expected its id"),
        edited("a fractional id", "'a': 6", "'a': 6.0", "token 'a': expected its id, found '6.0'"),
        edited("an id that is no number", "'a': 6", "'a': {}", "token 'a': expected its id"),
        edited("half a surrogate pair", "'un'", "'u\\ud800'", "Broken surrogate pair"),
        edited("the other half", "'un'", "'u\\udc00'", "Unexpected low surrogate"),
        edited(
            "half a surrogate pair as an added token",
            "'added_tokens': [",
            "'added_tokens': [{'id': 8, 'content': '\\ud800', 'single_word': false, 'lstrip': false,"
                + " 'rstrip': false, 'normalized': false, 'special': false},",
            "token '\\u{d800}' (id 8) is not valid Unicode: it has an unpaired surrogate"),
        changed("another version", file -> file.put("version", "2.0"), "version is '2.0'"),
        changed(
            "an unknown model", file -> file.withObject("model").put("type", "Trie"), "is 'Trie'"),
        changed("no model", file -> file.remove("model"), "the field 'model' is missing"),
        changed(
            "no vocabulary",
            file -> file.withObject("model").remove("vocab"),
            "the field 'vocab' is missing"),
        changed(
            "a vocabulary that is a list",
            file -> file.withObject("model").putArray("vocab"),
            "'vocab' is missing or no object"),
        changed(
            "an absent unknown token",
            file -> file.withObject("model").put("unk_token", "<unk>"),
            "the unknown token '<unk>' is not in the vocabulary of 8 tokens"),
        changed(
            "words of any length",
            file -> file.withObject("model").put("max_input_chars_per_word", 1025),
            "model.max_input_chars_per_word: expected a whole number from 0 to 1,024, found 1025"),
        changed(
            "an unknown normalizer",
            file -> file.withObject("normalizer").put("type", "NFKC"),
            "normalizer: type is 'NFKC'; supported here is 'BertNormalizer'"),
        changed(
            "an unknown pre-tokenizer",
            file -> file.withObject("pre_tokenizer").put("type", "Whitespace"),
            "pre_tokenizer: type is 'Whitespace'"),
        changed("no pre-tokenizer", file -> file.putNull("pre_tokenizer"), "is no pre_tokenizer"),
        changed(
            "an unknown decoder",
            file -> file.withObject("decoder").put("type", "Metaspace"),
            "decoder: type is 'Metaspace'"),
        changed(
            "an unknown post-processor",
            file -> file.withObject("post_processor").put("type", "Surround"),
            "post_processor: type is 'Surround'"),
        changed(
            "a template with a token that it does not define",
            file -> file.withObject("post_processor").withObject("special_tokens").remove("[SEP]"),
            "post_processor.special_tokens: the field '[SEP]' is missing"),
        changed(
            "a template with an id that has no token",
            file -> special(file, "[SEP]").withArray("ids").removeAll().add(8),
            "post_processor.special_tokens.[SEP]: id 8 has no token in the vocabulary"),
        changed(
            "a template with more ids than tokens",
            file -> special(file, "[SEP]").withArray("ids").add(1),
            "there are 2 ids for 1 tokens"),
        changed(
            "a template for one text that has no text",
            file -> file.withObject("post_processor").withArray("single").remove(1),
            "post_processor.single: the text 'A' is not in it"),
        changed(
            "a template for a pair that has one text",
            file -> file.withObject("post_processor").withArray("pair").remove(3),
            "post_processor.pair: the text 'B' is not in it"),
        changed(
            "a template of a thousand parts",
            file -> {
              for (int part = 0; part < 1000; part++) {
                file.withObject("post_processor")
                    .withArray("single")
                    .addObject()
                    .putObject("Sequence")
                    .put("id", "A")
                    .put("type_id", 0);
              }
            },
            "post_processor.single: has 1,003 parts; expected 64 at most"),
        changed(
            "a part of a thousand tokens",
            file -> {
              for (int token = 0; token < 1000; token++) {
                special(file, "[SEP]").withArray("ids").add(2);
              }
            },
            "post_processor.special_tokens.[SEP]: has 1,001 ids; expected 64 at most"),
        changed(
            "an unknown way to cut",
            file -> file.putObject("truncation").put("max_length", 9).put("strategy", "Randomly"),
            "truncation: strategy is 'Randomly'"),
        changed(
            "a limit below zero",
            file -> file.putObject("truncation").put("max_length", -9).put("strategy", "OnlyFirst"),
            "truncation.max_length: expected a whole number from 0"),
        added("an added token twice", "[CLS]", 1, token -> {}, "'[CLS]' is listed twice"),
        added(
            "an added token with another id",
            "un",
            4,
            token -> {},
            "the added token 'un' has the id 4, but the model's vocabulary gives it 3"),
        added(
            "an added token with the id of another", "new", 3, token -> {}, "id 3 is given twice"),
        added("an added token with a huge id", "new", 1 << 30, token -> {}, "added_tokens[3].id"),
        added(
            "an added token without a flag",
            "new",
            8,
            token -> token.remove("lstrip"),
            "added_tokens[3]: the field 'lstrip' is missing"),
        added(
            "an added token of which nothing is left",
            "\u0301",
            8,
            token -> token.put("normalized", true),
            "nothing of the added token"),
        added(
            "a long added token",
            "a".repeat(1024) + "b",
            8,
            token -> {},
            "(id 8) has 1,025 UTF-16 units; expected 1,024 at most"),
        added(
            "an added token that normalization makes long",
            "\u4e2d".repeat(1000),
            8,
            token -> token.put("normalized", true),
            "(id 8) has 3,000 UTF-16 units; expected 1,024 at most"),
        added(
            "white space that takes the white space after it",
            " ",
            8,
            token -> token.put("rstrip", true),
            "the added token ' ' (id 8) is white space and takes the white space after it"),
        added(
            "what becomes white space and takes the white space after it",
            "\t",
            8,
            token -> token.put("normalized", true).put("rstrip", true),
            "(id 8) is white space and takes the white space after it"));
  }

  private static Arguments edited(String what, String old, String replacement, String reason) {
    String edited = text(small()).replace(old.replace('\'', '"'), replacement.replace('\'', '"'));
    return Arguments.of(what, bytes(edited), reason);
  }

  private static Arguments changed(String what, Consumer<ObjectNode> change, String reason) {
    return Arguments.of(what, smallWith(change), reason);
  }

  private static Arguments added(
      String what, String content, int id, Consumer<ObjectNode> change, String reason) {
    return changed(
        what,
        file ->
            change.accept(
                file.withArray("added_tokens")
                    .addObject()
                    .put("content", content)
                    .put("id", id)
                    .put("special", false)
                    .put("normalized", false)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)),
        reason);
  }

  private static ObjectNode special(ObjectNode file, String token) {
    return file.withObject("post_processor").withObject("special_tokens").withObject(token);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isRefusedByNamePlaceAndReason(String what, byte[] file, String reason) {
    assertThatExceptionOfType(TokenizerFormatException.class)
        .as(what)
        .isThrownBy(() -> Tokenizer.fromJson(file, "hostile.json"))
        .withMessageStartingWith("hostile.json: ")
        .withMessageContaining(reason);
  }
}
