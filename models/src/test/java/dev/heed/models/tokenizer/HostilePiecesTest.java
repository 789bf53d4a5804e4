package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Files of BPE, Unigram and SentencePiece that are wrong in one way, and texts that are hard. */
@Timeout(120)
class HostilePiecesTest {
  static Stream<Arguments> jsonFiles() {
    return Stream.of(
        changed(
            "digits",
            "a merge of an absent token",
            file -> merges(file).insertArray(0).add("Ġ").add("nowhere"),
            "merge 0 joins 'Ġ' and 'nowhere', but 'nowhere' is not in the vocabulary of "),
        changed(
            "digits",
            "a merge whose result is absent",
            file -> merges(file).insert(0, "z z"),
            "but 'zz' is not in the vocabulary of "),
        changed(
            "digits",
            "a merge of three",
            file -> merges(file).insertArray(0).add("a").add("b").add("c"),
            "model.merges[0]: expected two tokens"),
        changed(
            "digits",
            "a merge of one",
            file -> merges(file).insert(0, "alone"),
            "model.merges[0]: expected two tokens"),
        changed(
            "digits",
            "a thousand pre-tokenizers",
            file -> {
              ArrayNode parts = file.withObject("pre_tokenizer").withArray("pretokenizers");
              for (int i = 0; i < 1000; i++) {
                parts.addObject().put("type", "WhitespaceSplit");
              }
            },
            "pre_tokenizer: has 1,002 objects in it; expected 128 at most"),
        changed(
            "digits",
            "dropout",
            file -> file.withObject("model").put("dropout", 0.1),
            "model: dropout is set"),
        changed(
            "digits",
            "an unknown token that is none",
            file -> file.withObject("model").put("unk_token", "<what>"),
            "model: unk_token '<what>' is not in the vocabulary of "),
        changed(
            "digits",
            "an unknown pre-tokenizer",
            file -> file.withObject("pre_tokenizer").put("type", "UnicodeScripts"),
            "pre_tokenizer: type is 'UnicodeScripts'; supported here are 'ByteLevel', "),
        changed(
            "llama3",
            "an unknown normalizer",
            file -> file.withObject("normalizer").put("type", "Nmt"),
            "normalizer: type is 'Nmt'; supported here are 'NFC', "),
        changed(
            "digits",
            "an unknown decoder",
            file -> file.withObject("decoder").put("type", "CTC"),
            "decoder: type is 'CTC'; supported here are 'ByteLevel', "),
        changed(
            "unigram",
            "an unknown token beyond the vocabulary",
            file -> file.withObject("model").put("unk_id", 100_000),
            "model.unk_id: expected a whole number from 0 to "),
        changed(
            "unigram",
            "a score that is none",
            file -> ((ArrayNode) file.withObject("model").withArray("vocab").get(5)).set(1, "x"),
            "model.vocab[5]: expected a token and its score"),
        changed(
            "unigram",
            "a score that is no number",
            file ->
                ((ArrayNode) file.withObject("model").withArray("vocab").get(5)).set(1, Double.NaN),
            ""),
        changed(
            "unigram",
            "a token twice",
            file -> file.withObject("model").withArray("vocab").addArray().add("▁").add(-1.5),
            "token '▁' is listed twice"),
        changed(
            "unigram",
            "scores for BPE",
            file -> file.withObject("model").put("type", "BPE"),
            "model: the field 'vocab' is missing or no object"),
        changed(
            "unigram",
            "a map that is no Base64",
            file -> map(file).put("precompiled_charsmap", "!"),
            "precompiled_charsmap: is not valid Base64"),
        changed(
            "unigram",
            "a map of three bytes",
            file -> map(file).put("precompiled_charsmap", "AAAA"),
            "the character map has 3 bytes and says that its trie has -1; it is damaged"),
        changed(
            "unigram",
            "a map whose trie is longer than it",
            file -> map(file).put("precompiled_charsmap", base64(1 << 20, 0)),
            "says that its trie has 1,048,576; it is damaged"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jsonFiles")
  void aWrongFileIsRefused(String what, byte[] json, String reason) {
    assertThatExceptionOfType(TokenizerFormatException.class)
        .isThrownBy(() -> Tokenizer.fromJson(json, "file"))
        .withMessageStartingWith("file: ")
        .withMessageContaining(reason);
  }

  /** Every node of the trie leads out of it, or back to itself. */
  @ParameterizedTest
  @ValueSource(ints = {0x0FFFFF00, 0x7FFFFD00, 0, 0xFFFFFFFF})
  void aMapThatLeadsAstrayIsRefusedOrEnds(int unit) {
    byte[] map = Base64.getDecoder().decode(base64(8, unit, unit, 0));
    try {
      CharacterMap read = new CharacterMap(map, "file");
      AlignedText text = AlignedText.of("aé中😀", 0, 5);
      for (int at = 0; at < 4; at++) {
        long found = read.find(text, at, text.length(), true);
        if (found != CharacterMap.NONE) {
          read.replacement((int) found);
        }
      }
    } catch (TokenizerFormatException e) {
      assertThat(e).hasMessageStartingWith("file: the character map ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unigram", "bpe-bytes"})
  void aModelFileThatLostItsEndOrSomeBitsIsReadOrRefused(String name) {
    byte[] file = TinyTokenizers.bytes(name + ".model");
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 3000; round++) {
      byte[] damaged =
          Arrays.copyOf(file, round % 2 == 0 ? random.nextInt(file.length) : file.length);
      for (int flips = round % 2 * 3; flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        Tokenizer tokenizer = SentencePieceFile.read(damaged, "file", FolderSettings.NONE);
        tokenizer.decode(tokenizer.encode("Hello, naïve 世界 \u0000").ids());
      } catch (TokenizerFormatException e) {
        assertThat(e).hasMessageStartingWith("file: ");
      }
    }
  }

  @Test
  void aTokenThatAGgufFileListsTwiceHasItsFirstId() {
    List<String> tokens = List.of("a", "b", "ab", "a");
    Tokenizer tokenizer = Tokenizer.of(gguf("gpt2", "gpt-2", tokens, List.of("a b"), Map.of()));
    assertThat(tokenizer.encode("aab").ids()).containsExactly(0, 2);
    assertThat(tokenizer.decode(new int[] {3, 1})).isEqualTo("ab");
  }

  @Test
  void aLlama2cFileThatLostItsEndOrSomeBitsIsReadOrRefused() {
    byte[] file = llama2c();
    assertThat(Llama2cFile.read(file, "file").encode("ab ab").ids())
        .containsExactly(1, 259, 261, 259, 261);
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 3000; round++) {
      byte[] damaged =
          Arrays.copyOf(file, round % 2 == 0 ? random.nextInt(file.length) : file.length);
      for (int flips = round % 2 * 3; flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        Tokenizer tokenizer = Llama2cFile.read(damaged, "file");
        tokenizer.decode(tokenizer.encode("ab 世").ids());
      } catch (TokenizerFormatException e) {
        assertThat(e).hasMessageStartingWith("file: ");
      }
    }
  }

  static Stream<Arguments> vocabularies() {
    List<String> abc = List.of("a", "b", "ab");
    return Stream.of(
        Arguments.of(
            gguf("gpt2", "gpt-2", List.of(), List.of("a b"), Map.of()),
            "tokens is missing or empty"),
        Arguments.of(
            gguf("rwkv", "", abc, List.of(), Map.of()), "model is 'rwkv'; supported are 'gpt2', "),
        Arguments.of(
            gguf("gpt2", "gpt-7", abc, List.of("a b"), Map.of()),
            "pre is 'gpt-7'; known are a.x-4.0, "),
        Arguments.of(gguf("gpt2", "gpt-2", abc, List.of(), Map.of()), "merges is missing"),
        Arguments.of(
            gguf("gpt2", "gpt-2", abc, List.of("b c"), Map.of()),
            "'c' is not in the vocabulary of 3"),
        Arguments.of(
            gguf("gpt2", "gpt-2", abc, List.of("ab"), Map.of()), "merge 0 is 'ab'; expected two"),
        Arguments.of(
            gguf("gpt2", "gpt-2", abc, List.of("a b"), Map.of("eos", 3)),
            "eos_token_id is 3; expected 0 to 2"),
        Arguments.of(
            gguf("gpt2", "llama-bpe", abc, List.of("a b"), Map.of()),
            "bos_token_id should name, which is missing"),
        Arguments.of(
            gguf("llama", "", abc, List.of(), Map.of("unknown", -1)), "unknown_token_id is -1"),
        Arguments.of(
            scored(Float.NaN), "token 'b' (id 1) has the score NaN; expected a finite number"),
        Arguments.of(scored(Float.POSITIVE_INFINITY), "has the score Infinity"));
  }

  @ParameterizedTest
  @MethodSource("vocabularies")
  void aWrongVocabularyIsRefused(GgufVocabulary vocabulary, String reason) {
    assertThatExceptionOfType(TokenizerFormatException.class)
        .isThrownBy(() -> Tokenizer.of(vocabulary))
        .withMessageStartingWith("file: ")
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt2",
        "llama3",
        "digits",
        "fallback",
        "unigram",
        "unigram.model",
        "bpe-bytes.model"
      })
  void aMillionCharactersWithoutASpaceTakeNoLongerThanWithThem(String name) {
    Tokenizer tokenizer = TinyTokenizers.any(name);
    SplittableRandom random = new SplittableRandom(8);
    StringBuilder text = new StringBuilder();
    while (text.length() < 1_000_000) {
      text.append((char) random.nextInt('a', 'z' + 1));
    }
    for (String hard : List.of(text.toString(), "a".repeat(1_000_000), " ".repeat(1_000_000))) {
      long before = System.nanoTime();
      Encoding encoding = tokenizer.encode(hard, EncodeOptions.DEFAULT.unlimited());
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
      assertThat(encoding.truncated()).isFalse();
    }
  }

  private static Arguments changed(
      String name, String what, Consumer<ObjectNode> change, String reason) {
    return Arguments.of(what, TinyTokenizers.with(name, change), reason);
  }

  private static ArrayNode merges(ObjectNode file) {
    return file.withObject("model").withArray("merges");
  }

  private static ObjectNode map(ObjectNode file) {
    return (ObjectNode) file.withObject("normalizer").withArray("normalizers").get(0);
  }

  private static String base64(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(numbers).forEach(bytes::putInt);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static GgufVocabulary gguf(
      String model,
      String pre,
      List<String> tokens,
      List<String> merges,
      Map<String, Integer> ids) {
    return new GgufVocabulary(
        "file",
        "",
        model,
        pre,
        tokens,
        new float[tokens.size()],
        new int[0],
        merges,
        new byte[0],
        ids,
        Map.of());
  }

  private static GgufVocabulary scored(float score) {
    return new GgufVocabulary(
        "file",
        "",
        "llama",
        "",
        List.of("a", "b", "ab"),
        new float[] {0, score, 0},
        new int[] {2, 1, 1},
        List.of(),
        new byte[0],
        Map.of(),
        Map.of());
  }

  /** The tokens that llama2.c expects, and three more. */
  private static byte[] llama2c() {
    ByteBuffer out = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN).putInt(7);
    put(out, 0, "<unk>");
    put(out, 0, "\n<s>\n");
    put(out, 0, "\n</s>\n");
    for (int b = 0; b < 256; b++) {
      put(out, 0, "<0x%02X>".formatted(b));
    }
    put(out, -1, " ");
    put(out, -2, "a");
    put(out, -1, "ab");
    put(out, -2, "b");
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void put(ByteBuffer out, float score, String token) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    out.putFloat(score).putInt(bytes.length).put(bytes);
  }
}
