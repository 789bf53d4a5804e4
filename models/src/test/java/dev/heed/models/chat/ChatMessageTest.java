package dev.heed.models.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ChatMessageTest {
  private static ObjectNode object(String json) {
    return (ObjectNode) JsonMapper.builder().build().readTree(json);
  }

  @Test
  void jsonBecomesARoleAndFields() {
    ChatMessage message =
        ChatMessage.of(object("{\"role\": \"user\", \"content\": \"Hi\", \"name\": \"Ann\"}"));
    assertThat(message.role()).isEqualTo("user");
    assertThat(message.content()).contains("Hi");
    assertThat(message.fields()).isEqualTo(object("{\"content\": \"Hi\", \"name\": \"Ann\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "us er", "<|im_end|>", "user|", "a\n"})
  void aRoleIsAWord(String role) {
    assertThatThrownBy(() -> ChatMessage.of(role, "Hi"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the role '" + role + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"content\": \"Hi\"}", "{\"role\": 1}", "{\"role\": null}"})
  void aMessageWithoutARoleIsRefused(String json) {
    assertThatThrownBy(() -> ChatMessage.of(object(json)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a text such as");
  }

  @Test
  void aMessageStaysAsItIs() {
    ObjectNode fields = object("{\"content\": \"Hi\"}");
    ChatMessage message = new ChatMessage("user", fields);
    fields.put("content", "Bye");
    message.fields().put("content", "Bye");
    assertThat(message.content()).contains("Hi");
  }

  @Test
  void contentThatIsNoTextIsNone() {
    assertThat(new ChatMessage("user", object("{\"content\": [1]}")).content()).isEmpty();
    assertThat(new ChatMessage("user", object("{}")).content()).isEmpty();
  }
}
