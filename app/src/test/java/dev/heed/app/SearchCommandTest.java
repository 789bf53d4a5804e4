package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SearchCommandTest {
  private static final Path FAQ = Path.of("../examples/faq.txt");

  @TempDir Path folder;
  private String tiny = "";
  private Path file = Path.of("");
  private Path index = Path.of("");

  @BeforeEach
  void writeFiles() throws IOException {
    tiny = TinyBert.encoder(folder.resolve("tiny")).toString();
    Path texts = Files.createDirectory(folder.resolve("texts"));
    file = texts.resolve("animals.txt");
    Files.write(file, List.of("the cat sat on the mat", "", "the dog ran", "red . blue"));
    index = texts.resolve(".animals.txt.heed-index");
  }

  @Test
  void theReadmesSearchFindsTheRefundWithoutAWordInCommon() {
    String query = "I want my money back";
    JsonNode best =
        HeedRun.of("search", query, "--in", FAQ.toString(), "--no-cache", "--json")
            .json()
            .get("results")
            .get(0);
    assertThat(best.get("text").stringValue()).startsWith("Full refund within 30 days");
    assertThat(words(best.get("text").stringValue())).doesNotContainAnyElementsOf(words(query));
  }

  @Test
  void passagesThatWereCutAreCounted() {
    HeedRun run = search("--max-tokens", "6");
    assertThat(run.exit()).isZero();
    assertThat(run.err()).contains("1 of 3 passages are longer than the model reads at once");
  }

  @Test
  void aTextFindsItselfFirst() {
    JsonNode best = search("--json").json().get("results").get(0);
    assertThat(best.get("text").stringValue()).isEqualTo("the dog ran");
    assertThat(best.get("line").intValue()).isEqualTo(3);
    assertThat(best.get("file").stringValue()).isEqualTo(file.toString());
    assertThat(best.get("score").doubleValue()).isGreaterThan(0.999999);
  }

  @Test
  void theObjectHasTheDocumentedFields() {
    JsonNode answer = search("--json").json();
    assertThat(answer.propertyNames())
        .containsExactly("query", "model", "backend", "seconds", "passages", "files", "results");
    assertThat(answer.get("passages").intValue()).isEqualTo(3);
  }

  @Test
  void aPipeGetsALineForEachPassage() {
    HeedRun run = search("--top", "2");
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.out()).startsWith("1.0000\t" + file + ":3\tthe dog ran\n");
  }

  @Test
  void aPersonGetsBarsAndPlaces() {
    HeedRun run = HeedRun.atTerminal("search", "the dog ran", "-m", tiny, "--in", file.toString());
    assertThat(run.out()).contains("██████████", file + ":3").contains("\u001b[1m1.00");
    assertThat(run.err()).contains("3 passages, new index, ");
  }

  @Test
  void aPersonIsToldOfNoIndexWhereNoneIsKept() {
    HeedRun run =
        HeedRun.atTerminal(
            "search", "the dog ran", "-m", tiny, "--in", file.toString(), "--no-cache");
    assertThat(run.err()).contains("3 passages, ").doesNotContain("index");
  }

  @Test
  void theIndexIsKeptAndUsedAgain() {
    assertThat(reused(search("--json"))).isFalse();
    assertThat(index).isRegularFile();
    HeedRun second = search("--json");
    assertThat(reused(second)).isTrue();
    assertThat(second.json().get("results"))
        .isEqualTo(search("--no-cache", "--json").json().get("results"));
  }

  @Test
  void aFileThatChangesIsIndexedAgain() throws IOException {
    search();
    Files.writeString(file, "a red cat\nthe dog ran\n");
    HeedRun run = search("--json");
    assertThat(reused(run)).isFalse();
    assertThat(run.json().get("results").get(0).get("line").intValue()).isEqualTo(2);
  }

  @Test
  void anotherSettingMeansAnotherIndex() {
    search();
    assertThat(reused(search("--json", "--pooling", "cls"))).isFalse();
  }

  @Test
  void anotherModelMeansAnotherIndex() throws IOException {
    search();
    Path other = folder.resolve("other");
    TinyBert.classifier(other, "\"0\": \"x\"");
    HeedRun run =
        HeedRun.of(
            "search", "the dog ran", "--json", "-m", other.toString(), "-i", file.toString());
    assertThat(reused(run)).isFalse();
  }

  @Test
  void aFileThatNoModelReadsChangesNothing() throws IOException {
    search();
    Path notes = Files.createDirectory(Path.of(tiny).resolve("lm"));
    Files.writeString(notes.resolve("other.txt"), "notes");
    Files.writeString(Path.of(tiny).resolve("README.json"), "{}");
    assertThat(reused(search("--json"))).isTrue();
  }

  @Test
  void linksThatFormALoopBesideAModelDoNotHinder() throws IOException {
    Files.createSymbolicLink(Path.of(tiny).resolve("loop"), Path.of("."));
    assertThat(search().exit()).isZero();
  }

  @Test
  void weightsThatChangeMeanAnotherIndex() throws IOException {
    search();
    Path weights = Path.of(tiny).resolve("model.safetensors");
    FileTime later = FileTime.from(Files.getLastModifiedTime(weights).toInstant().plusSeconds(2));
    Files.setLastModifiedTime(weights, later);
    assertThat(reused(search("--json"))).isFalse();
  }

  @Test
  void settingsThatChangeMeanAnotherIndex() throws IOException {
    search();
    Path config = Path.of(tiny).resolve("config.json");
    Files.writeString(config, Files.readString(config).replaceFirst("\\{", "{\"note\": 1, "));
    assertThat(reused(search("--json"))).isFalse();
  }

  @Test
  void aDamagedIndexIsBuiltAgainWithANote() throws IOException {
    search();
    byte[] bytes = Files.readAllBytes(index);
    bytes[200] ^= 1;
    Files.write(index, bytes);
    HeedRun run = search();
    assertThat(run.exit()).isZero();
    assertThat(run.out()).startsWith("1.0000");
    assertThat(run.err()).contains("checksum is wrong; building it again");
    assertThat(reused(search("--json"))).isTrue();
  }

  @Test
  void withoutACacheNothingIsLeft() {
    search("--no-cache");
    assertThat(index).doesNotExist();
  }

  @Test
  void aCacheFolderIsMadeAndUsed() {
    Path cache = folder.resolve("a").resolve("cache");
    search("--cache", cache.toString());
    assertThat(index).doesNotExist();
    assertThat(cache).isDirectoryContaining(one -> one.toString().endsWith(".heed-index"));
    assertThat(reused(search("--json", "--cache", cache.toString()))).isTrue();
  }

  @Test
  void anIndexAndItsFolderAreTheOwnersAlone() throws IOException {
    Path cache = folder.resolve("a").resolve("cache");
    search("--cache", cache.toString());
    assertThat(permissions(cache)).isEqualTo("rwx------");
    try (Stream<Path> indexes = Files.list(cache)) {
      assertThat(indexes.map(SearchCommandTest::permissions)).containsExactly("rw-------");
    }
    search();
    assertThat(permissions(index)).isEqualTo("rw-------");
  }

  @Test
  void aReadOnlyFolderHasItsIndexInTheUsersCache() throws IOException {
    Path texts = file.resolveSibling("");
    assertThat(texts.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(texts)).as("root may write anywhere").isFalse();
    HeedRun run =
        HeedRun.withVariables(
            Map.of("XDG_CACHE_HOME", folder.resolve("xdg").toString()),
            "search",
            "the dog ran",
            "-m",
            tiny,
            "-i",
            file.toString());
    assertThat(run.exit()).isZero();
    assertThat(folder.resolve("xdg/heed")).isNotEmptyDirectory();
  }

  @Test
  void anIndexThatCannotBeKeptDoesNotStopTheSearch() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "a file, no folder");
    HeedRun run = search("--cache", blocked.toString());
    assertThat(run.exit()).isZero();
    assertThat(run.out()).startsWith("1.0000");
    assertThat(run.err()).contains("the index is not kept");
  }

  @Test
  void severalFilesAreSearchedAsOne() throws IOException {
    Path other = Files.writeString(folder.resolve("more.txt"), "the dog ran fast\nthe dog ran\n");
    HeedRun run =
        HeedRun.of(
            "search",
            "the dog ran",
            "-m",
            tiny,
            "--no-cache",
            "--top",
            "2",
            "--in",
            file.toString(),
            other.toString());
    assertThat(run.out().lines().map(line -> line.split("\t")[1]))
        .containsExactly(file + ":3", other + ":2");
  }

  @Test
  void theStandardInputIsSearchedToo() {
    HeedRun run =
        HeedRun.withInput("the cat\nthe dog\n", "search", "the dog", "-m", tiny, "--in", "-");
    assertThat(run.out()).startsWith("1.0000\tstandard input:2\tthe dog\n");
  }

  @Test
  void anEmptyFileHasNothingToFind() throws IOException {
    Files.writeString(file, "\n\n");
    HeedRun run = search();
    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("there is no passage");
  }

  @Test
  void aCsvColumnIsSearched() throws IOException {
    Path csv =
        Files.writeString(folder.resolve("q.csv"), "id,text\n1,\"the cat,\nred\"\n2,the dog ran\n");
    HeedRun run =
        HeedRun.of("search", "the dog ran", "-m", tiny, "--no-cache", "--in", csv.toString());
    assertThat(run.out()).startsWith("1.0000\t" + csv + ":4\tthe dog ran\n");
    assertThat(run.out()).contains(":2\tthe cat, red\n");
  }

  @Test
  void aPassageCannotCommandTheTerminal() throws IOException {
    Files.writeString(file, "the dog ran\r\u001b[2Jaway\u009b1m\n");
    HeedRun pipe = search("--no-cache");
    HeedRun person =
        HeedRun.atTerminal(
            "search", "the dog ran", "-m", tiny, "--no-cache", "--in", file.toString());
    assertThat(pipe.out()).hasLineCount(1).endsWith("\tthe dog ran  [2Jaway 1m\n");
    assertThat(person.out()).doesNotContain("\u001b[2J", "\u009b", "\r");
  }

  @Test
  void anAbsentFileIsNamed() {
    HeedRun run = HeedRun.of("search", "q", "-m", tiny, "--in", "absent.txt");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.lastErrLine())
        .startsWith("heed: error: ")
        .contains("absent.txt", "no such file");
  }

  @Test
  void withoutFilesTheUsageIsWrong() {
    HeedRun run = HeedRun.of("search", "q");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--in");
  }

  private HeedRun search(String... options) {
    String[] fixed = {"search", "the dog ran", "-m", tiny, "--in", file.toString()};
    String[] all = Arrays.copyOf(fixed, fixed.length + options.length);
    System.arraycopy(options, 0, all, fixed.length, options.length);
    return HeedRun.of(all);
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean reused(HeedRun run) {
    return run.json().get("files").get(0).get("reused").booleanValue();
  }

  private static Set<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\W+")).collect(Collectors.toSet());
  }
}
