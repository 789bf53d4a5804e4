package dev.heed.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorkServerTest {
  @TempDir private Path folder;

  private int calls;

  /** Squares a number. */
  private final class Squaring implements WorkServer.Work {
    private final float number;

    private Squaring(JsonNode facts) {
      number = (float) facts.path("number").asDouble();
    }

    @Override
    public String engine() {
      return "squares 1.0";
    }

    @Override
    public void call() {
      calls++;
    }

    @Override
    public float[] answer() {
      return new float[] {number * number};
    }
  }

  private List<JsonNode> answers(String... questions) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WorkServer.serve(
        Map.of("square", Squaring::new),
        new StringReader(String.join("\n", questions)),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8).lines().map(JsonMapper.shared()::readTree).toList();
  }

  @Test
  void workIsPreparedTimedAndAnswered() throws IOException {
    Path file = folder.resolve("answer");
    List<JsonNode> answers =
        answers(
            "{\"do\": \"square\", \"id\": \"a\", \"number\": 3}",
            "{\"do\": \"time\", \"id\": \"a\", \"threads\": 1, \"calls\": 4}",
            "{\"do\": \"answer\", \"id\": \"a\", \"which\": 0, \"into\": \"%s\"}"
                .formatted(file.toString().replace("\\", "\\\\")),
            "{\"do\": \"drop\", \"id\": \"a\"}");
    assertThat(answers.getFirst().path("engine").asString()).isEqualTo("squares 1.0");
    assertThat(answers.get(1).path("millis").asDouble()).isNotNegative();
    assertThat(calls).isEqualTo(4);
    assertThat(FloatFile.read(file)).containsExactly(9);
    assertThat(answers.getLast().isEmpty()).isTrue();
  }

  @Test
  void itSaysWhatItCannotDoAndGoesOn() throws IOException {
    List<JsonNode> answers =
        answers(
            "{\"do\": \"juggle\", \"id\": \"a\"}",
            "no JSON",
            "{\"do\": \"time\", \"id\": \"a\", \"calls\": 1}",
            "{\"do\": \"square\", \"id\": \"a\", \"number\": 3}");
    assertThat(answers.getFirst().path("error").asString()).contains("nothing is called 'juggle'");
    assertThat(answers.get(1).has("error")).isTrue();
    assertThat(answers.get(2).path("error").asString()).contains("no work is called 'a'");
    assertThat(answers.get(3).path("engine").asString()).isEqualTo("squares 1.0");
  }
}
