package dev.heed.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sentences whose words have tags, in both formats and every scheme. */
class TaggedDataTest {
  @TempDir Path folder;

  private TaggedData read(String name, String text) {
    Path file = Written.write(folder, name, text.getBytes(StandardCharsets.UTF_8));
    return TaggedData.read(TaggedFile.of(file), DataPart.TRAINING);
  }

  private void refused(String name, String text, String... parts) {
    assertThatThrownBy(() -> read(name, text))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void aWordALineWithItsTagInTheLastColumn() {
    TaggedData data =
        read(
            "a.conll",
            """
            -DOCSTART- -X- -X- O

            EU NNP B-NP B-ORG
            rejects VBZ B-VP O
            German JJ B-NP B-MISC
            call NN I-NP O

            Peter NNP B-NP B-PER
            Blackburn NNP I-NP I-PER
            """);
    assertThat(data.sentences())
        .extracting(TaggedSentence::words)
        .containsExactly(List.of("EU", "rejects", "German", "call"), List.of("Peter", "Blackburn"));
    assertThat(data.tags())
        .containsExactly(List.of("B-ORG", "O", "B-MISC", "O"), List.of("B-PER", "I-PER"));
    assertThat(data.scheme()).isEqualTo(TagScheme.IOB2);
    assertThat(data.words()).isEqualTo(6);
    assertThat(data.sentences().getLast().place().line()).isEqualTo(8);
  }

  @Test
  void commentsStandBeforeTheFirstWordAndHaveNoColumns() {
    TaggedData data =
        read(
            "a.tsv",
            "# id = 1\n# text = of two words\n#yes\tO\n#\tO\n\r\n# id = 2\r\nNew York\tB-LOC\r\n");
    assertThat(data.sentences())
        .extracting(TaggedSentence::words)
        .containsExactly(List.of("#yes", "#"), List.of("New York"));
  }

  @Test
  void aHashAmongTheWordsIsAWord() {
    assertThat(read("a.txt", "number NN\n# SYM\n1 CD\n").sentences().getFirst().words())
        .containsExactly("number", "#", "1");
  }

  @Test
  void anObjectALineWithListsOfWordsAndTags() {
    TaggedData data =
        read(
            "a.jsonl",
            """
            {"id": "0", "tokens": ["in", "New", "York"], "tags": ["O", "B-LOC", "I-LOC"]}

            {"tags": ["O"], "tokens": ["a b"]}
            """);
    assertThat(data.sentences())
        .extracting(TaggedSentence::words)
        .containsExactly(List.of("in", "New", "York"), List.of("a b"));
    assertThat(data.hasEntities()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "IOB1, I-PER I-PER O I-LOC B-LOC I-ORG, B-PER I-PER O B-LOC B-LOC B-ORG",
    "IOB2, B-PER I-PER O B-LOC B-LOC I-LOC, B-PER I-PER O B-LOC B-LOC I-LOC",
    "BIOES, B-PER I-PER E-PER O S-LOC S-LOC, B-PER I-PER I-PER O B-LOC B-LOC",
    "BIOES, B-PER I-PER L-PER O U-LOC U-LOC, B-PER I-PER I-PER O B-LOC B-LOC",
    "IOB2, O O O, O O O",
    "PLAIN, DT NN VB, DT NN VB",
    "PLAIN, B I O, B I O"
  })
  void tagsOfEntitiesBecomeThoseOfOneScheme(TagScheme scheme, String written, String read) {
    String lines = "w " + written.replace(" ", "\nw ") + "\n";
    TaggedData data = read("a.conll", lines);
    assertThat(data.scheme()).isEqualTo(scheme);
    assertThat(data.tags()).containsExactly(List.of(read.split(" ")));
  }

  @Test
  void schemesAreNotMixed() {
    refused("a.conll", "a B-X\n\nb O\nc I-X\n", "line 3", "mixed schemes", "'I-X'", "line 1");
    refused("a.conll", "a B-X\n\nb NN\n", "line 3", "mixed tags", "'NN'", "'B-X'", "line 1");
    refused("a.conll", "a S-X\n\nb B-X\nc O\n", "line 3", "no BIOES");
  }

  @Test
  void linesThatDoNotFitAreNamed() {
    refused("a.conll", "a B-X\nb\n", "a.conll: line 2", "expected 2 columns", "found 1", "'b'");
    refused("a.conll", "a B-X\nb NN O\n", "line 2", "expected 2 columns", "found 3");
    refused("a.conll", "a\nb\n", "line 1", "expected a word and its tag");
    refused("a.tsv", "a\tO\n\tO\n", "line 2", "a tag without a word");
    refused("a.tsv", "a\tO\nb\t\n", "line 2", "a word without a tag");
    refused("a.conll", "", "has no sentences");
    refused("a.conll", "\n# only\n\n", "has no sentences");
    refused("a.conll", "a O\n".repeat(10_001), "line 1", "more than 10,000 words");
    refused("a.conll", "a O\n\0 O\n", "U+0000");
  }

  @Test
  void objectsThatDoNotFitAreNamed() {
    refused(
        "a.jsonl",
        "{\"tokens\":[\"a\"],\"tags\":[\"O\"]}\n{\"tokens\":[\"a\",\"b\"],\"tags\":[\"O\"]}\n",
        "a.jsonl: line 2",
        "2 words and 1 tags");
    refused("a.jsonl", "{\"tokens\":[],\"tags\":[]}", "line 1", "without words");
    refused("a.jsonl", "{\"tokens\":[\"a\"]}", "line 1", "'tags'", "found nothing");
    refused("a.jsonl", "{\"tokens\":[\"a\"],\"tags\":[0]}", "'tags'", "a list of texts", "'0'");
    refused("a.jsonl", "{\"tokens\":[\" \"],\"tags\":[\"O\"]}", "line 1", "word 1", "empty");
    refused("a.jsonl", "[1]", "line 1", "expected one JSON object");
    refused("a.jsonl", "{\"tokens\":", "line 1", "is no JSON");
    refused("a.jsonl", "{} {}", "line 1", "expected one JSON object");
    refused("a.jsonl", "{\"tokens\":[\"\\u0000\"],\"tags\":[\"O\"]}", "U+0000");
  }

  @Test
  void tagsThatNobodyLearnedAreCounted() {
    TaggedData data = read("a.conll", "a B-X\nb I-X\n\nc O\nd B-Y\ne B-X\n");
    assertThat(data.unseen(List.of("O", "B-Y", "I-Y"))).isEqualTo(Map.of("B-X", 2, "I-X", 1));
  }

  @Test
  void theNameSaysTheFormat() {
    refused("a.conllu", "", "no tags");
    refused("a.csv", "", "does not say how it holds tagged words");
  }

  @Test
  void sentencesWithTheSameWordsAreInOnePart() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      lines.append("The O\nword%d O\n\n".formatted(i % 10));
    }
    TaggedData data = read("a.conll", lines.toString());
    List<TaggedData> parts = data.split(SplitShares.withValidation(0.2), 1);
    assertThat(parts).hasSize(2);
    assertThat(parts.getFirst().part()).isEqualTo(DataPart.TRAINING);
    assertThat(parts.getLast().part()).isEqualTo(DataPart.VALIDATION);
    assertThat(parts.getFirst().size() + parts.getLast().size()).isEqualTo(40);
    assertThat(parts.getLast().size()).isEqualTo(8);
    List<String> learned = parts.getFirst().sentences().stream().map(TaggedSentence::text).toList();
    assertThat(parts.getLast().sentences())
        .extracting(TaggedSentence::text)
        .doesNotContainAnyElementsOf(learned);
  }
}
