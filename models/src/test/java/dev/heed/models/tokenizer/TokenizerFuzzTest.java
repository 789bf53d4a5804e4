package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Any bytes at all for a tokenizer's files: they are read, or refused by a {@link
 * TokenizerFormatException}, and nothing else; and any text at all for a tokenizer. In an ordinary
 * run the committed inputs are replayed ({@code src/test/resources}, {@code
 * TokenizerFuzzTestInputs}). To look for new ones, for two minutes:
 *
 * <pre>JAZZER_FUZZ=1 mvn test -pl models -am -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Djazzer.hooks=true -Dtest=TokenizerFuzzTest#readsATokenizerOrRefuses</pre>
 */
class TokenizerFuzzTest {
  private static final String TEXT =
      "[CLS] unaffable É 中。\u200b\ud800 e\u0301 [SEP]  <x>\t" + "a".repeat(120);

  private static final Tokenizer SMALL = Tokenizer.fromJson(TokenizerFixtures.small(), "small");

  @FuzzTest(maxDuration = "2m")
  void readsATokenizerOrRefuses(byte[] json) {
    Tokenizer tokenizer;
    try {
      tokenizer = Tokenizer.fromJson(json, "fuzz");
    } catch (TokenizerFormatException expected) {
      assertThat(expected).hasMessageStartingWith("fuzz: ");
      return;
    }
    assertSound(tokenizer, TEXT, TEXT);
  }

  @FuzzTest(maxDuration = "2m")
  void readsASentencePieceModelOrRefuses(byte[] file) {
    Tokenizer tokenizer;
    try {
      tokenizer = SentencePieceFile.read(file, "fuzz", FolderSettings.NONE);
      assertSound(tokenizer, TEXT, TEXT);
    } catch (TokenizerFormatException expected) {
      assertThat(expected).hasMessageStartingWith("fuzz: ");
    }
  }

  /** The vocabulary, a zero byte, the configuration. */
  @FuzzTest(maxDuration = "2m")
  void readsAVocabularyWithItsConfigurationOrRefuses(byte[] files) {
    int end = 0;
    while (end < files.length && files[end] != 0) {
      end++;
    }
    byte[] vocabulary = Arrays.copyOf(files, end);
    byte[] configuration = Arrays.copyOfRange(files, Math.min(end + 1, files.length), files.length);
    Tokenizer tokenizer;
    try {
      Optional<JsonFields> fields =
          configuration.length == 0
              ? Optional.empty()
              : Optional.of(TokenizerJson.readObject(configuration, "fuzz.json"));
      tokenizer = VocabularyFile.read(vocabulary, "fuzz.txt", fields);
    } catch (TokenizerFormatException expected) {
      assertThat(expected.getMessage()).containsPattern("^fuzz\\.(json|txt): ");
      return;
    }
    assertSound(tokenizer, TEXT, TEXT);
  }

  /** In UTF-8; what is none stands for half a surrogate pair. */
  @FuzzTest(maxDuration = "2m")
  void encodesAnyText(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8).replace('\ufffd', '\ud800');
    int middle = text.length() / 2;
    assertCut(text, 2 + middle % 40);
    assertSound(SMALL, text.substring(0, middle), text.substring(middle));
  }

  private static void assertSound(Tokenizer tokenizer, String first, String second) {
    for (EncodeOptions options :
        new EncodeOptions[] {
          EncodeOptions.DEFAULT.unlimited(), EncodeOptions.DEFAULT.unlimited().parsingSpecial()
        }) {
      assertSound(tokenizer, tokenizer.encode(first, options), first, second);
      assertSound(tokenizer, tokenizer.encodePair(first, second, options), first, second);
    }
  }

  private static void assertSound(
      Tokenizer tokenizer, Encoding encoding, String first, String second) {
    for (int t = 0; t < encoding.size(); t++) {
      assertThat(encoding.ids()[t]).isBetween(0, tokenizer.vocabularySize() - 1);
      int start = encoding.starts()[t];
      int end = encoding.ends()[t];
      if (encoding.isAdded(t)) {
        assertThat(start + end).isZero();
        continue;
      }
      String text = encoding.sequences()[t] == 0 ? first : second;
      assertThat(end).isBetween(start, text.length());
      // A template may say a text twice: its words begin anew then.
      if (t > 0
          && encoding.sequences()[t] == encoding.sequences()[t - 1]
          && encoding.words()[t] >= encoding.words()[t - 1]) {
        assertThat(start).isGreaterThanOrEqualTo(encoding.starts()[t - 1]);
      }
    }
    tokenizer.decode(encoding.ids());
    tokenizer.decode(encoding.ids(), true);
  }

  private static void assertCut(String text, int limit) {
    Encoding whole = SMALL.encode(text, EncodeOptions.DEFAULT.unlimited());
    Encoding cut = SMALL.encode(text, EncodeOptions.DEFAULT.limitedTo(limit));
    assertThat(cut.truncated()).isEqualTo(whole.size() > limit);
    assertThat(cut.size()).isEqualTo(Math.min(limit, whole.size()));
    assertThat(Arrays.copyOf(cut.starts(), cut.size() - 1))
        .isEqualTo(Arrays.copyOf(whole.starts(), cut.size() - 1));
    assertThat(Arrays.copyOf(cut.ids(), cut.size() - 1))
        .isEqualTo(Arrays.copyOf(whole.ids(), cut.size() - 1));
  }
}
