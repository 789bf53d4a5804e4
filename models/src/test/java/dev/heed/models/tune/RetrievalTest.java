package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.data.DataException;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.RetrievalSet;
import dev.heed.models.evaluate.RetrievalMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against what bench/peers/retrieval_goldens.py had of sentence-transformers' evaluator. */
class RetrievalTest {
  private static final Retrieval.Vectors UNUSED =
      (_, texts) -> {
        throw new AssertionError("vectors of " + texts);
      };

  @TempDir Path folder;

  private Dataset data(List<String> lines) throws IOException {
    Path file = folder.resolve("data.csv");
    Files.write(file, lines);
    return Dataset.read(DataFile.of(file), DataPart.TEST);
  }

  private static JsonNode golden(String part) throws IOException {
    try (InputStream file =
        RetrievalTest.class.getResourceAsStream("/dev/heed/models/evaluate/retrieval.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(file)).get(part);
    }
  }

  /** Texts are numbers: of vectors in the file. */
  private static List<float[]> vectors(JsonNode rows, List<String> texts) {
    return texts.stream()
        .map(text -> {
          JsonNode row = rows.get(Integer.parseInt(text));
          float[] vector = new float[row.size()];
          for (int d = 0; d < vector.length; d++) {
            vector[d] = (float) row.get(d).asDouble();
          }
          return vector;
        })
        .toList();
  }

  private static void assertMetrics(RetrievalMetrics metrics, JsonNode expected) {
    expected
        .properties()
        .forEach(value ->
            assertThat((Double) metrics.toMap().get(value.getKey()))
                .as(value.getKey())
                .isCloseTo(value.getValue().asDouble(), within(1e-12)));
  }

  @Test
  void eachTextFindsThoseOfItsLabel() throws IOException {
    JsonNode golden = golden("labels");
    List<String> lines = new ArrayList<>(List.of("text,label"));
    for (int i = 0; i < golden.get("labels").size(); i++) {
      lines.add(i + "," + golden.get("labels").get(i).asString());
    }
    RetrievalSet set = RetrievalSet.ofLabels(data(lines), "text", "label");
    assertThat(set.documents()).hasSize(130);
    assertThat(set.queries()).hasSize(129);
    assertMetrics(
        Retrieval.metrics(set, (_, texts) -> vectors(golden.get("vectors"), texts)),
        golden.get("metrics"));
  }

  @Test
  void eachAnchorFindsItsPositives() throws IOException {
    JsonNode golden = golden("pairs");
    List<String> lines = new ArrayList<>(List.of("anchor,positive"));
    golden
        .get("pairs")
        .forEach(pair -> lines.add("q%d,d%d".formatted(pair.get(0).asInt(), pair.get(1).asInt())));
    RetrievalSet set = RetrievalSet.ofPairs(data(lines), "anchor", "positive");
    assertMetrics(
        Retrieval.metrics(
            set,
            (role, texts) ->
                vectors(
                    golden.get(role == Retrieval.Role.QUERY ? "queries" : "documents"),
                    texts.stream().map(text -> text.substring(1)).toList())),
        golden.get("metrics"));
  }

  @Test
  void aTextThatIsThereTwiceFindsNotItself() throws IOException {
    RetrievalSet set =
        RetrievalSet.ofLabels(
            data(List.of("text,label", "a,x", "A ,x", "b,x", "c,y", "a,z")), "text", "label");
    assertThat(set.documents()).containsExactly("a", "b", "c", "a");
    assertThat(set.queries()).extracting(RetrievalSet.Query::text).containsExactly("a", "b");
    assertThat(set.queries().getFirst().expected()).isEqualTo(1);
  }

  @Test
  void dataWithNothingToFindIsRefused() throws IOException {
    Dataset alone = data(List.of("text,label", "a,x", "b,y"));
    assertThatThrownBy(
            () -> Retrieval.metrics(RetrievalSet.ofLabels(alone, "text", "label"), UNUSED))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no label has two different texts");
    Dataset empty = data(List.of("text,label", "a,x", "' ',x".replace("'", "\"")));
    assertThatThrownBy(() -> RetrievalSet.ofLabels(empty, "text", "label"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 3, column 'text': expected a text, found an empty cell");
    Dataset without = data(List.of("text,label", "a,x", "b,"));
    assertThatThrownBy(() -> RetrievalSet.ofLabels(without, "text", "label"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 3, column 'label': expected a label");
  }
}
