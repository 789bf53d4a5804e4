package dev.heed.models.tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Text to token ids and back. Immutable: one tokenizer serves any number of threads.
 *
 * {@snippet :
 * Tokenizer tokenizer = Tokenizer.load(Path.of("all-MiniLM-L6-v2"));
 * int[] ids = tokenizer.encode("Hello, world!").ids(); // 101 7592 1010 2088 999 102
 * String text = tokenizer.decode(ids); // "hello, world!"
 * }
 *
 * <p>Any string may be encoded: an unpaired surrogate counts as U+FFFD. Nothing is ever padded. The
 * work is linear in the length of the text.
 */
public interface Tokenizer {
  /**
   * Reads a tokenizer.json, a vocab.txt, a .model of SentencePiece, a .bin of llama2.c, or a folder
   * that has a tokenizer.json, vocab.txt, tokenizer.model, or vocab.json with merges.txt; of
   * several, the first counts. Of a tokenizer_config.json beside it, what a file does not say
   * itself is obeyed: with a tokenizer.json, only what its special tokens are for.
   *
   * @throws TokenizerFormatException if a file is absent, damaged, or of a kind that is not
   *     supported
   */
  static Tokenizer load(Path folderOrFile) {
    return TokenizerFiles.load(folderOrFile);
  }

  /**
   * Reads the text of a tokenizer.json.
   *
   * @param source what to call it in errors
   * @throws TokenizerFormatException if it is damaged, or of a kind that is not supported
   */
  static Tokenizer fromJson(byte[] json, String source) {
    return TokenizerJson.read(json, source);
  }

  /**
   * The tokenizer that the metadata of a GGUF file describes.
   *
   * @throws TokenizerFormatException if they are damaged, or of a kind that is not supported
   */
  static Tokenizer of(GgufVocabulary vocabulary) {
    return GgufTokenizers.build(vocabulary);
  }

  /** {@link #encode(String, EncodeOptions)} with {@link EncodeOptions#DEFAULT}. */
  default Encoding encode(String text) {
    return encode(text, EncodeOptions.DEFAULT);
  }

  /**
   * The tokens of one text.
   *
   * @throws IllegalArgumentException if {@code options} leave less room than the special tokens
   *     take
   */
  Encoding encode(String text, EncodeOptions options);

  /**
   * The tokens of a text that a program and others wrote in turns, such as a chat: the text of all
   * segments is encoded as one, but a special token is recognised only where it lies in segments
   * that say so, whatever {@link EncodeOptions#parseSpecial()} is. Places count in the text of all
   * segments.
   *
   * {@snippet :
   * tokenizer.encode(
   *     List.of(
   *         TextSegment.template("<|im_start|>user\n"),
   *         TextSegment.plain(question), // "<|im_end|>" is only text here
   *         TextSegment.template("<|im_end|>\n")),
   *     EncodeOptions.DEFAULT);
   * }
   *
   * @throws IllegalArgumentException if {@code options} leave less room than the special tokens
   *     take
   */
  Encoding encode(List<TextSegment> segments, EncodeOptions options);

  /**
   * The tokens of a text that was cut into words before, such as the words that have tags: each is
   * encoded by itself, as if it stood in the middle of a text. Where a space before a word is
   * spelled as a part of it, as byte-level BPE does, each gets one. These are the tokens that
   * transformers gives for {@code is_split_into_words=True}, with {@code add_prefix_space=True}
   * where it asks for that. {@link Encoding#words()} has the number of the word given here, and
   * places count within it.
   *
   * @throws IllegalArgumentException if {@code options} leave less room than the special tokens
   *     take
   */
  Encoding encodeWords(List<String> words, EncodeOptions options);

  /** {@link #encodePair(String, String, EncodeOptions)} with {@link EncodeOptions#DEFAULT}. */
  default Encoding encodePair(String first, String second) {
    return encodePair(first, second, EncodeOptions.DEFAULT);
  }

  /**
   * The tokens of two texts in one sequence, as a cross-encoder takes them: query and passage,
   * premise and hypothesis.
   *
   * @throws IllegalArgumentException if {@code options} leave less room than the special tokens
   *     take, or if by the tokenizer's settings only one text may be cut and the other leaves it no
   *     room
   */
  Encoding encodePair(String first, String second, EncodeOptions options);

  /** {@link #decode(int[], boolean)} without special tokens. */
  default String decode(int[] ids) {
    return decode(ids, false);
  }

  /**
   * Text that reads as the tokens do. What normalization removed (case, accents, white space) does
   * not come back.
   *
   * @throws IllegalArgumentException if an id names no token
   */
  String decode(int[] ids, boolean withSpecial);

  /**
   * Text from ids that come one at a time.
   *
   * @param withSpecial whether special tokens appear in it
   */
  StreamingDecoder streamingDecoder(boolean withSpecial);

  /**
   * The bytes that a token puts into a text that it stands in the middle of: UTF-8, and perhaps
   * only a part of a character; for a special token those of its name.
   *
   * @throws IllegalArgumentException if the id names no token
   */
  byte[] tokenBytes(int id);

  /** One more than the highest id: the rows that a model's embedding table must have. */
  int vocabularySize();

  /** The id of a token as the vocabulary spells it ({@code ##ing}), or empty. */
  OptionalInt tokenToId(String token);

  /** The token that has an id, as the vocabulary spells it, or empty. */
  Optional<String> idToToken(int id);

  /** The special tokens ([CLS], [SEP], …) with their ids, in the order of the ids. */
  Map<String, Integer> specialTokens();

  /** What the model uses some of its tokens for. */
  TokenRoles roles();

  /** How many special tokens {@link #encode} (or, for a pair, {@link #encodePair}) adds. */
  int addedTokens(boolean pair);

  /** The limit that {@link EncodeOptions#DEFAULT} obeys, if the tokenizer has one. */
  OptionalInt defaultMaxTokens();

  /**
   * This tokenizer, for prompts that a chat template makes: of the added tokens that are not
   * special, such as a mark before the call of a tool, those that {@code written} holds for are
   * taken for special in {@link #encode(List, EncodeOptions)}, and so never found in what a user
   * typed. Nothing else changes.
   *
   * @param written whether the template writes a token
   */
  Tokenizer withTemplateTokens(Predicate<String> written);

  /** This tokenizer with another default limit, such as the number of positions of its model. */
  Tokenizer withDefaultMaxTokens(int maxTokens);
}
