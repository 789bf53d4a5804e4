package dev.heed.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.BufferedReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private final StringWriter questions = new StringWriter();

  private Conversation withAnswers(String lines) {
    return new Conversation("the child", questions, new BufferedReader(new StringReader(lines)));
  }

  @Test
  void aQuestionIsOneLineOfJson() {
    withAnswers("{}\n").ask(Map.of("do", "say", "text", "two\nlines"));
    String written = questions.toString();
    assertThat(written).endsWith("}\n").contains("\"do\":\"say\"").contains("two\\nlines");
    assertThat(written.lines()).hasSize(1);
  }

  @Test
  void answersComeInTheOrderOfTheQuestions() {
    Conversation conversation = withAnswers("{\"millis\": 1.5}\n{\"millis\": 2}\n");
    assertThat(conversation.ask(Map.of("do", "time")).path("millis").asDouble()).isEqualTo(1.5);
    assertThat(conversation.ask(Map.of("do", "time")).path("millis").asDouble()).isEqualTo(2);
  }

  @Test
  void anErrorOfTheOtherSideIsThrownWithItsText() {
    Conversation conversation = withAnswers("{\"error\": \"ModuleNotFoundError: torch\"}\n");
    assertThatIllegalStateException()
        .isThrownBy(() -> conversation.ask(Map.of("do", "linear")))
        .withMessage("the child failed: ModuleNotFoundError: torch");
  }

  @Test
  void whateverElseIsPrintedIsNoAnswer() {
    for (String line : new String[] {"Downloading…", "1.5", "[]", ""}) {
      Conversation conversation = withAnswers(line + "\n");
      assertThatIllegalStateException()
          .isThrownBy(() -> conversation.ask(Map.of("do", "time")))
          .withMessageContaining("the child gave a line that is no JSON");
    }
  }

  @Test
  void anEndWithoutAnAnswerNamesTheQuestion() {
    Conversation conversation = withAnswers("");
    assertThatIllegalStateException()
        .isThrownBy(() -> conversation.ask(Map.of("do", "attention")))
        .withMessageContaining("ended without an answer to 'attention'");
  }
}
