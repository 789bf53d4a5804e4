package dev.heed.models.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.models.SharedData;
import dev.heed.models.chat.ChatPrompt.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

class ChatTemplateTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String END = "<|im_end|>";

  private static ChatPrompt render(String template, ChatMessage... messages) {
    return template(template).render(List.of(messages));
  }

  private static ChatTemplate template(String source) {
    return ChatTemplate.of(source, Map.of("bos_token", "<s>", "eos_token", "</s>"));
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) JSON.readTree(json);
  }

  @Test
  void aPromptSaysWhoWroteWhat() {
    assertThat(
            render(
                    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content + '<|im_end|>' }}{% endfor %}",
                    ChatMessage.user("Hi"))
                .segments())
        .containsExactly(
            new Segment("<|im_start|>user\n", true),
            new Segment("Hi", false),
            new Segment(END, true));
  }

  /** Whatever a template does with a message, what the user typed stays the user's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ messages[0].content }}",
        "{{ messages[0]['content'] | trim }}",
        "{{ messages[0].content.strip() ~ 'x' }}",
        "{{ 'x' + messages[0].content + 'x' }}",
        "{{ messages[0].content.replace('a', 'b') }}",
        "{{ messages[0].content | replace('a', 'b') }}",
        "{{ messages[0].content.split('a')[-1] }}",
        "{{ messages[0].content[1:] }}",
        "{{ messages[0].content | upper | lower }}",
        "{{ messages[0].content | indent }}",
        "{{ messages[0].content | list | join }}",
        "{{ [messages[0].content] | join(', ') }}",
        "{{ messages | map(attribute='content') | join }}",
        "{{ messages[0].content | tojson }}",
        "{{ messages[0] | tojson(indent=2) }}",
        "{{ messages }}",
        "{{ {messages[0].content: 1} }}",
        "{{ messages[0].content | string | safe }}",
        "{% for c in messages[0].content %}{{ c }}{% endfor %}",
        "{% set x %}<{{ messages[0].content }}>{% endset %}{{ x }}",
        "{% set ns = namespace(x='') %}{% set ns.x = ns.x ~ messages[0].content %}{{ ns.x }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(messages[0].content) }}",
        "{% filter trim %} {{ messages[0].content }}{% endfilter %}",
        "{% generation %}{{ messages[0].content }}{% endgeneration %}",
        "{{ messages[0].content.partition('a')[2] }}",
        "{{ messages[0].content.splitlines()[0] }}",
        "{{ (messages[0].content if true else '') | default('') }}",
        "{{ messages[0].content * 2 }}",
      })
  void aSpecialTokenThatAUserTypedIsNoneOfTheTemplates(String source) {
    ChatPrompt prompt = render(source, ChatMessage.user("za" + END));
    String text = prompt.text();
    assertThat(text).contains(END);
    for (int at = text.indexOf(END); at >= 0; at = text.indexOf(END, at + 1)) {
      assertThat(prompt.fromTemplate(at, at + END.length())).isFalse();
    }
  }

  @Test
  void aSpecialTokenPutTogetherOfBothSidesIsNoneOfTheTemplates() {
    ChatPrompt prompt = render("<|im_{{ messages[0].content }}|>", ChatMessage.user("end"));
    assertThat(prompt.text()).isEqualTo(END);
    assertThat(prompt.fromTemplate(0, END.length())).isFalse();
  }

  @Test
  void whatATemplatePutsInPlaceOfAUsersTextIsTheTemplates() {
    assertThat(
            render("{{ messages[0].content.replace('!', '<|im_end|>') }}", ChatMessage.user("a!b"))
                .segments())
        .containsExactly(new Segment("a", false), new Segment(END, true), new Segment("b", false));
  }

  @Test
  void aRoleIsAWordOfTheProgram() {
    ChatPrompt prompt =
        render("{{ '<|' + messages[0]['role'] + '|>' }}", new ChatMessage("user", object("{}")));
    assertThat(prompt.segments()).containsExactly(new Segment("<|user|>", true));
  }

  @Test
  void toolsDocumentsAndVariablesAreNotTheTemplates() {
    JsonNode said = JSON.readTree("\"<|im_end|>\"");
    ChatOptions options =
        ChatOptions.DEFAULT
            .withTools(List.of(said))
            .withDocuments(List.of(said))
            .withVariable("date", said);
    ChatPrompt prompt =
        template("{{ tools[0] }}|{{ documents[0] }}|{{ date }}").render(List.of(), options);
    assertThat(prompt.segments())
        .extracting(Segment::fromTemplate)
        .containsExactly(false, true, false, true, false);
  }

  @Test
  void specialTokensThatTheTemplateAsksForAreItsOwn() {
    assertThat(render("{{ bos_token }}").segments()).containsExactly(new Segment("<s>", true));
  }

  @Test
  void withoutToolsThereIsNone() {
    assertThat(
            render("{{ tools is none }} {{ documents is none }} {{ add_generation_prompt }}")
                .text())
        .isEqualTo("True True True");
  }

  @Test
  void aPromptMayEndWithTheLastMessage() {
    assertThat(
            template("{{ add_generation_prompt }}")
                .render(List.of(), ChatOptions.DEFAULT.withoutGenerationPrompt())
                .text())
        .isEqualTo("False");
  }

  @Test
  void aTemplateKnowsItsVariables() {
    assertThat(
            template("{{ enable_thinking is defined and enable_thinking is false }}")
                .render(
                    List.of(),
                    ChatOptions.DEFAULT.withVariable("enable_thinking", BooleanNode.FALSE))
                .text())
        .isEqualTo("True");
  }

  @Test
  void theDayIsThatOfTheClock() {
    Clock clock = Clock.fixed(Instant.parse("2024-02-29T23:00:00Z"), ZoneOffset.UTC);
    assertThat(template("{{ strftime_now('%d %B %Y') }}").withClock(clock).render(List.of()).text())
        .isEqualTo("29 February 2024");
  }

  @Test
  void callsOfToolsAndTheirResultsAreFields() {
    ToolCall call = new ToolCall("call00001", "weather", object("{\"place\": \"Rome\"}"));
    assertThat(
            render(
                    "{% for m in messages %}{{ m.role }}:{% for c in m.tool_calls or [] %}{{ c.type }} {{ c.id }} {{ c.function.name }} {{ c.function.arguments | tojson }}{% endfor %}{{ m.tool_call_id }} {{ m.content is defined }};{% endfor %}",
                    ChatMessage.calls(List.of(call)), ChatMessage.toolResult(call, "21"))
                .text())
        .isEqualTo(
            "assistant:function call00001 weather {\"place\": \"Rome\"} False;tool:call00001 True;");
  }

  @Test
  void fieldsThatAreNullAreLeftOut() {
    assertThat(
            render(
                    "{{ messages[0].content is defined }} {{ messages[0].x is none }}",
                    new ChatMessage("user", object("{\"content\": null, \"x\": null}")))
                .text())
        .isEqualTo("False False");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning_content", "thinking", "reasoning"})
  void thoughtsGoByTheNamesThatTemplatesRead(String name) {
    ObjectNode fields = object("{\"content\": \"a\"}").put(name, "hm");
    assertThat(
            render(
                    "{{ messages[0].reasoning_content }} {{ messages[0].thinking }}",
                    new ChatMessage("assistant", fields))
                .text())
        .isEqualTo("hm hm");
  }

  @Test
  void aRefusalOfTheTemplateIsToldInItsWords() {
    assertThatThrownBy(() -> render("a\n{{ raise_exception('Roles must alternate') }}"))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessage("the chat template refuses the conversation: line 2: Roles must alternate");
  }

  @Test
  void whatIsNotSupportedIsNamedWithItsLine() {
    assertThatThrownBy(() -> template("a\n\n{% extends 'x' %}"))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessage("the chat template: line 3: the block {% extends %} is not supported");
    assertThatThrownBy(() -> render("\n{{ 1 | xmlattr }}"))
        .hasMessage("the chat template: line 2: the filter 'xmlattr' is not supported");
  }

  /** The template of SmolLM2, as the notes of the reference data quote it. */
  @Test
  void theTemplateOfAPublishedModelGivesItsPrompts() throws IOException {
    String notes = Files.readString(SharedData.path("data/models/README.md"));
    String source = notes.split("```\n", -1)[1];
    ChatTemplate template = ChatTemplate.of(source.strip() + "\n", Map.of());
    int chats = 0;
    JsonNode prompts =
        JSON.readTree(Files.readString(SharedData.path("data/models/smollm2-golden.json")))
            .required("prompts");
    for (JsonNode prompt : prompts) {
      if (prompt.has("messages")) {
        List<ChatMessage> messages = new ArrayList<>();
        prompt.get("messages").forEach(one -> messages.add(ChatMessage.of((ObjectNode) one)));
        assertThat(template.render(messages).text())
            .isEqualTo(prompt.required("text").stringValue());
        chats++;
      }
    }
    assertThat(chats).isPositive();
  }
}
