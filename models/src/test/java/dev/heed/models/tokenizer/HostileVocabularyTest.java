package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heed.models.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A vocab.txt or tokenizer_config.json that is wrong in one way, and places without either. */
class HostileVocabularyTest {
  private static final String GOOD = "[UNK]\n[CLS]\n[SEP]\nun\n##aff\n";

  @TempDir Path folder;

  private Path write(String vocabulary) {
    Path file = folder.resolve("vocab.txt");
    TinyModel.text(file, vocabulary);
    return file;
  }

  private void assertRefused(Path named, Path loaded, String reason) {
    assertThatExceptionOfType(TokenizerFormatException.class)
        .isThrownBy(() -> Tokenizer.load(loaded))
        .withMessageStartingWith(named + ": ")
        .withMessageContaining(reason);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "no token, \"\", there is no token in it; expected one a line",
        "blank lines, \"|||\", there is no token in it",
        "a token twice, [UNK]|[CLS]|[SEP]|a|a, \"'a' is listed twice, with the ids 3 and 4\"",
        "no unknown token, [CLS]|[SEP], the unknown token '[UNK]' is not in the vocabulary",
        "no begin, [UNK]|[SEP], the special token '[CLS]' is not in the vocabulary of 2 tokens",
        "no end, [UNK]|[CLS], the special token '[SEP]' is not in the vocabulary of 2 tokens",
      })
  void aWrongVocabularyIsRefused(String what, String lines, String reason) {
    Path file = write(lines.replace('|', '\n'));
    assertRefused(file, file, reason);
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() throws IOException {
    Path file = folder.resolve("vocab.txt");
    Files.write(file, (GOOD + "\u00e9").getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(file, file, "not valid UTF-8; a vocab.txt has one token a line");
  }

  /** "Aa" and "BB" have one hash code, and so have all rows of as many of them. */
  @Test
  void tokensThatShareAHashCodeAreReadInTimeInProportion() {
    List<String> tokens = new ArrayList<>(List.of("[UNK]", "[CLS]", "[SEP]"));
    for (int t = 0; t < 1 << 16; t++) {
      StringBuilder token = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) {
        token.append((t >> bit & 1) == 0 ? "Aa" : "BB");
      }
      tokens.add(token.toString());
    }
    assertThat(tokens.get(3).hashCode()).isEqualTo(tokens.getLast().hashCode());
    Path file = write(String.join("\n", tokens));
    Tokenizer tokenizer =
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Tokenizer.load(file));
    assertThat(tokenizer.tokenToId(tokens.getLast())).hasValue(tokens.size() - 1);
  }

  @Test
  void aLineBeyondTheLastIdIsRefused() {
    Path file = write(GOOD + "\n".repeat(Vocabulary.MAX_IDS - 5) + "late");
    assertRefused(file, file, "token 'late' has the id 4,194,304; expected 0 to 4,194,303");
  }

  @Test
  void aVocabularyThatTakesTooMuchMemoryIsRefused() {
    StringBuilder tokens = new StringBuilder(GOOD);
    Random letters = new Random(3);
    for (int token = 0; token < CharTrie.MAX_NODES / 190; token++) {
      for (int unit = 0; unit < 200; unit++) {
        tokens.append((char) ('a' + letters.nextInt(26)));
      }
      tokens.append('\n');
    }
    Path file = write(tokens.toString());
    assertRefused(file, file, "the vocabulary needs more than 4,194,304 trie nodes");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '"',
      delimiter = ';',
      value = {
        "no JSON; {hello; not readable as JSON (line 1, column ",
        "no object; []; expected an object, found an array of 0",
        "another tokenizer; {'tokenizer_class':'T5Tokenizer'}; tokenizer_class is 'T5Tokenizer'",
        "no words; {'do_basic_tokenize':false}; do_basic_tokenize is false; supported is true",
        "a flag that is text; {'do_lower_case':'yes'}; do_lower_case: expected true or false",
        "a field twice; {'do_lower_case':true,'do_lower_case':true}; Duplicate",
        "a token that is a list; {'cls_token':[]}; cls_token: expected a string",
        "an absent token; {'sep_token':'</s>'}; the special token '</s>' is not in the vocabulary",
        "an added id that is text; {'added_tokens_decoder':{'x':{}}}; expected an id from 0 to ",
        "a huge added id; {'added_tokens_decoder':{'9999999':{}}}; expected an id from 0 to ",
        "an added token without text; {'added_tokens_decoder':{'5':{}}}; 'content' is missing",
      })
  void aWrongConfigurationIsRefused(String what, String json, String reason) {
    Path vocabulary = write(GOOD);
    Path file = folder.resolve("tokenizer_config.json");
    TinyModel.text(file, json.replace('\'', '"'));
    boolean aboutTheVocabulary = reason.contains("not in the vocabulary");
    assertRefused(aboutTheVocabulary ? vocabulary : file, folder, reason.strip());
  }

  @Test
  void aDeepConfigurationIsRefused() {
    write(GOOD);
    Path file = folder.resolve("tokenizer_config.json");
    TinyModel.text(file, "[".repeat(100_000) + "]".repeat(100_000));
    assertRefused(file, folder, "nesting depth");
  }

  @Test
  void aConfigurationOfMegabytesIsRefusedUnread() {
    write(GOOD);
    Path file = folder.resolve("tokenizer_config.json");
    TinyModel.text(file, "{\"x\": \"" + "x".repeat(4 << 20) + "\"}");
    assertRefused(file, folder, "has more than 4,194,304 bytes; is it a tokenizer's file?");
  }

  @Test
  void anAbsentFileIsRefused() {
    Path file = folder.resolve("no.json");
    assertRefused(file, file, "there is no such file");
    Path text = folder.resolve("no.txt");
    assertRefused(text, text, "there is no such file");
  }

  @Test
  void aFolderWithoutATokenizerIsRefused() {
    assertRefused(folder, folder, "neither tokenizer.json nor vocab.txt nor ");
  }

  @Test
  void aFolderWhereAFileShouldBeIsRefused() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("tokenizer.json"));
    assertRefused(inner, folder, "is a folder; expected a file");
  }

  /** Reading one would wait for ever, or end never. */
  @Test
  void aDeviceIsRefused() {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device), "skipped: no /dev/zero");
    assertRefused(device, device, "is neither a file nor a link to one");
  }
}
