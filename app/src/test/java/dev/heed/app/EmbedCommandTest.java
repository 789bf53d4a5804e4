package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmbedCommandTest {
  @TempDir Path folder;
  private String tiny = "";

  @BeforeEach
  void writeModel() throws IOException {
    tiny = TinyBert.encoder(folder.resolve("tiny")).toString();
  }

  @Test
  void theBuiltInModelGivesTheGoldenVectors() {
    List<JsonNode> cases =
        new JsonMapper()
            .readTree(SharedData.path("data/minilm/minilm-golden.json"))
            .get("cases")
            .valueStream()
            .filter(one -> !one.get("text").stringValue().contains("\n"))
            .toList();
    String input =
        cases.stream()
            .map(one -> one.get("text").stringValue() + "\n")
            .collect(Collectors.joining());
    List<JsonNode> rows = HeedRun.withInput(input, "embed").jsonLines();
    assertThat(rows).hasSameSizeAs(cases);
    for (int r = 0; r < rows.size(); r++) {
      assertThat(vector(rows.get(r)))
          .as(cases.get(r).get("text").stringValue())
          .containsExactly(vector(cases.get(r)), within(2e-6));
    }
  }

  @Test
  void aRowHasTheFieldsOfTheFormatAndNoOther() {
    JsonNode row = HeedRun.withInput("the cat\n", "embed", "--model", tiny).json();
    assertThat(row.propertyNames())
        .containsExactly("index", "text", "tokens", "truncated", "embedding");
    assertThat(row.get("index").intValue()).isZero();
    assertThat(row.get("text").stringValue()).isEqualTo("the cat");
    assertThat(row.get("tokens").intValue()).isEqualTo(4);
    assertThat(row.get("truncated").booleanValue()).isFalse();
    assertThat(row.get("embedding")).hasSize(TinyBert.WIDTH);
  }

  @Test
  void anEmptyLineIsATextToo() {
    List<JsonNode> rows = embed("the cat\n\nthe dog\n");
    assertThat(rows).extracting(row -> row.get("index").intValue()).containsExactly(0, 1, 2);
    assertThat(rows.get(1).get("text").stringValue()).isEmpty();
    assertThat(rows.get(1).get("tokens").intValue()).isEqualTo(2);
    assertThat(rows.get(1).get("embedding")).hasSize(TinyBert.WIDTH);
  }

  @Test
  void textsThatWereCutAreCounted() {
    HeedRun run =
        HeedRun.withInput(
            "the cat sat\nthe\n", "embed", "--model", tiny, "--max-tokens", "4", "--format", "csv");
    assertThat(run.exit()).isZero();
    assertThat(run.err())
        .contains("warning: 1 of 2 texts was cut to 4 tokens; --long-text average takes all");
  }

  @Test
  void anOutputDoesNotTakeThePlaceOfAnInput() throws IOException {
    Path texts = Files.writeString(folder.resolve("texts.txt"), "the cat\n");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), texts);
    for (Path out : List.of(texts, link)) {
      HeedRun run = HeedRun.of("embed", texts.toString(), "--model", tiny, "--out", out.toString());
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err()).contains("would take the place of an input");
      assertThat(texts).hasContent("the cat\n");
    }
  }

  @Test
  void anEmptyInputGivesNothing() {
    HeedRun run = HeedRun.of("embed", "--model", tiny);
    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aTextThatIsTooLongSaysSo() {
    JsonNode row = embed("the cat ".repeat(40) + "\n").getFirst();
    assertThat(row.get("truncated").booleanValue()).isTrue();
    assertThat(row.get("tokens").intValue()).isEqualTo(TinyBert.POSITIONS);
  }

  @Test
  void aLineOfAMegabyteIsATextToo() {
    JsonNode row = embed("the cat sat on the mat . ".repeat(45_000) + "\n").getFirst();
    assertThat(row.get("truncated").booleanValue()).isTrue();
  }

  @Test
  void filesFollowOneAnother() throws IOException {
    Path a = Files.writeString(folder.resolve("a.txt"), "the cat\n");
    Path b = Files.writeString(folder.resolve("b.txt"), "the dog");
    HeedRun run = HeedRun.of("embed", "--model", tiny, a.toString(), b.toString());
    assertThat(run.jsonLines())
        .extracting(row -> row.get("index") + row.get("text").stringValue())
        .containsExactly("0the cat", "1the dog");
  }

  @Test
  void moreTextsThanABatchKeepTheirOrder() {
    String input = "the cat\n".repeat(300) + "the dog\n".repeat(300);
    List<JsonNode> rows = embed(input);
    assertThat(rows).hasSize(600);
    assertThat(rows.get(599).get("index").intValue()).isEqualTo(599);
    assertThat(vector(rows.get(299))).isEqualTo(vector(rows.getFirst()));
    assertThat(vector(rows.get(300))).isNotEqualTo(vector(rows.getFirst()));
  }

  @Test
  void csvQuotesTheTextAndNamesTheColumns() {
    HeedRun run =
        HeedRun.withInput("say \"the cat\", ok\n", "embed", "--model", tiny, "--format", "csv");
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).startsWith("index,text,tokens,truncated,d0,d1,").endsWith(",d11");
    assertThat(lines.getLast()).startsWith("0,\"say \"\"the cat\"\", ok\",");
  }

  @Test
  void npyHoldsTheSameVectorsAsJson() throws IOException {
    String input = "the cat\n\nthe dog ran\n";
    Path out = folder.resolve("vectors.npy");
    HeedRun run =
        HeedRun.withInput(
            input, "embed", "--model", tiny, "--format", "npy", "--out", out.toString());
    assertThat(run.exit()).isZero();
    ByteBuffer npy = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN);
    npy.position(128);
    for (JsonNode row : embed(input)) {
      for (double expected : vector(row)) {
        assertThat(npy.getFloat()).isEqualTo((float) expected);
      }
    }
    assertThat(npy.hasRemaining()).isFalse();
  }

  /** The rules of numpy.lib.format, version 1.0. */
  @Test
  void anNpyHeaderIsAsNumPyWantsIt() {
    byte[] npy =
        HeedRun.withInput("the cat\nthe dog\n", "embed", "--model", tiny, "--format", "npy")
            .outBytes();
    ByteBuffer header = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    header.get(magic);
    assertThat(magic).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
    int length = header.getShort();
    assertThat((10 + length) % 64).isZero();
    assertThat(new String(npy, 10, length, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 12), }")
        .endsWith(" \n");
    assertThat(npy).hasSize(10 + length + 2 * 12 * Float.BYTES);
  }

  @Test
  void anNpyFileOfNoTextsHasNoRows() {
    HeedRun run = HeedRun.of("embed", "--model", tiny, "--format", "npy");
    assertThat(new String(run.outBytes(), StandardCharsets.ISO_8859_1))
        .contains("'shape': (0, 12)");
  }

  @Test
  void aFailureLeavesNothingBehind() throws IOException {
    Path input = folder.resolve("bad.txt");
    Files.write(input, new byte[] {'o', 'k', '\n', (byte) 0xC3, '\n'});
    Path results = Files.createDirectory(folder.resolve("results"));
    HeedRun run =
        HeedRun.of(
            "embed",
            "--model",
            tiny,
            "--out",
            results.resolve("v.jsonl").toString(),
            input.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("bad.txt: not UTF-8", "line 2");
    assertThat(results).isEmptyDirectory();
  }

  @Test
  void aFolderThatDoesNotExistIsNamed() {
    Path out = folder.resolve("absent").resolve("v.npy");
    HeedRun run = HeedRun.withInput("x", "embed", "--model", tiny, "--out", out.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).startsWith("heed: error: ").contains(out.toString(), "no folder");
  }

  @Test
  void jsonAndAnotherFormatContradict() {
    HeedRun run = HeedRun.of("embed", "--model", tiny, "--json", "--format", "csv");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.errJson().get("error").stringValue()).contains("--json", "csv");
  }

  @Test
  void anNpyFileIsNotForTerminals() {
    HeedRun run = HeedRun.atTerminal("embed", "--model", tiny, "--format", "npy");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--out");
  }

  @Test
  void poolingIsAsAskedFor() {
    String text = "the cat sat\n";
    double[] mean = vector(embed(text).getFirst());
    JsonNode first = HeedRun.withInput(text, "embed", "--model", tiny, "--pooling", "cls").json();
    assertThat(vector(first)).isNotEqualTo(mean);
  }

  @Test
  void aModelThatIsDamagedIsNamed() throws IOException {
    Path weights = Path.of(tiny).resolve("model.safetensors");
    Files.write(weights, List.of("this is no model"));
    HeedRun run = HeedRun.withInput("x", "embed", "--model", tiny);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine()).startsWith("heed: error: ").contains("model.safetensors");
  }

  private List<JsonNode> embed(String input) {
    return HeedRun.withInput(input, "embed", "--model", tiny).jsonLines();
  }

  private static double[] vector(JsonNode row) {
    return row.get("embedding").valueStream().mapToDouble(JsonNode::doubleValue).toArray();
  }
}
