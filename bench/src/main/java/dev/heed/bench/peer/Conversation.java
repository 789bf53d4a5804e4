package dev.heed.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Questions and answers, one JSON object a line each. A question names what to do in {@code "do"};
 * an answer that holds {@code "error"} says why it was not done.
 */
final class Conversation {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String partner;
  private final Writer questions;
  private final BufferedReader answers;

  Conversation(String partner, Writer questions, BufferedReader answers) {
    this.partner = partner;
    this.questions = questions;
    this.answers = answers;
  }

  /** Asks and waits for the answer. */
  JsonNode ask(Map<String, ?> question) {
    String line;
    try {
      questions.write(JSON.writeValueAsString(question) + "\n");
      questions.flush();
      line = answers.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException("%s does not listen any more".formatted(partner), e);
    }
    if (line == null) {
      throw new IllegalStateException(
          "%s ended without an answer to '%s'; what it said stands above"
              .formatted(partner, question.get("do")));
    }
    return answer(line);
  }

  private JsonNode answer(String line) {
    JsonNode answer;
    try {
      answer = JSON.readTree(line);
    } catch (JacksonException e) {
      throw new IllegalStateException(
          "%s gave a line that is no JSON: %s".formatted(partner, line), e);
    }
    if (!answer.isObject()) {
      throw new IllegalStateException(
          "%s gave a line that is no JSON object: %s".formatted(partner, line));
    }
    if (answer.has("error")) {
      throw new IllegalStateException(
          "%s failed: %s".formatted(partner, answer.get("error").asString()));
    }
    return answer;
  }
}
