package dev.heed.models.chat;

import dev.heed.models.chat.ChatPrompt.Segment;
import dev.heed.models.chat.jinja.JinjaException;
import dev.heed.models.chat.jinja.Template;
import dev.heed.models.chat.jinja.Text;
import dev.heed.models.chat.jinja.Value;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * The template that a model brings along to make a prompt of a conversation, in the language Jinja,
 * rendered as Hugging Face transformers renders it.
 *
 * {@snippet :
 * ChatTemplate template = ChatTemplate.of(source, Map.of("bos_token", "<s>", "eos_token", "</s>"));
 * ChatPrompt prompt = template.render(List.of(ChatMessage.user("Why is the sky blue?")));
 * }
 *
 * <p>A template is a program from a stranger. It sees what it is given and nothing of Java; its
 * steps, its depth and the characters that it makes are bounded. Immutable and thread-safe.
 */
public final class ChatTemplate {
  /** Names that a message's thoughts come under, the one that counts first. */
  private static final List<String> THOUGHTS =
      List.of("reasoning_content", "thinking", "reasoning");

  private final Template template;
  private final Map<String, String> specialTokens;
  private final Clock clock;

  private ChatTemplate(Template template, Map<String, String> specialTokens, Clock clock) {
    this.template = template;
    this.specialTokens = specialTokens;
    this.clock = clock;
  }

  /**
   * Reads a template.
   *
   * @param source as {@code chat_template} has it
   * @param specialTokens the texts of special tokens by the names that templates know them by, such
   *     as bos_token and eos_token
   * @throws ChatTemplateException where it is wrong or asks for what is not supported
   */
  public static ChatTemplate of(String source, Map<String, String> specialTokens) {
    try {
      return new ChatTemplate(
          Template.parse(source), Map.copyOf(specialTokens), Clock.system(ZoneId.systemDefault()));
    } catch (JinjaException e) {
      throw new ChatTemplateException("the chat template: " + e.getMessage(), e);
    }
  }

  /** The same with another clock, for templates that tell the model what day it is. */
  public ChatTemplate withClock(Clock choice) {
    return new ChatTemplate(template, specialTokens, choice);
  }

  /** The prompt that asks the model for its answer. */
  public ChatPrompt render(List<ChatMessage> messages) {
    return render(messages, ChatOptions.DEFAULT);
  }

  /**
   * A prompt.
   *
   * @throws ChatTemplateException where the template fails, or refuses the conversation
   */
  public ChatPrompt render(List<ChatMessage> messages, ChatOptions options) {
    Map<String, Value> variables = new LinkedHashMap<>();
    specialTokens.forEach((name, token) -> variables.put(name, Text.ofTemplate(token)));
    variables.put(
        "messages", Value.Items.list(messages.stream().map(ChatTemplate::value).toList()));
    variables.put("tools", values(options.tools()));
    variables.put("documents", values(options.documents()));
    variables.put("add_generation_prompt", Value.Bool.of(options.addGenerationPrompt()));
    options.variables().forEach((name, value) -> variables.put(name, JsonValues.of(value)));
    try {
      return prompt(template.render(variables, ZonedDateTime.now(clock)));
    } catch (JinjaException e) {
      String what =
          e.refusal() ? "the chat template refuses the conversation: " : "the chat template: ";
      throw new ChatTemplateException(what + e.getMessage(), e);
    }
  }

  /**
   * What the template writes behind the answer that a conversation ends with: the end of the
   * model's turn, such as {@code <|im_end|>}, where it marks one. Empty as well where it refuses a
   * question with its answer.
   */
  public String behindAnswer() {
    List<ChatMessage> turns = List.of(ChatMessage.user("Why?"), ChatMessage.assistant("So."));
    try {
      Segment last =
          render(turns, ChatOptions.DEFAULT.withoutGenerationPrompt()).segments().getLast();
      return last.fromTemplate() ? last.text() : "";
    } catch (ChatTemplateException | NoSuchElementException e) {
      return "";
    }
  }

  /** As transformers has it: None where there are none. */
  private static Value values(List<JsonNode> nodes) {
    return nodes.isEmpty()
        ? Value.NONE
        : Value.Items.list(nodes.stream().map(JsonValues::of).toList());
  }

  /**
   * As transformers hands messages on: fields that are null are left out, which many templates do
   * not reckon with, and thoughts go by both names that templates read.
   */
  private static Value value(ChatMessage message) {
    Map<Value, Value> entries = new LinkedHashMap<>();
    entries.put(Text.ofTemplate("role"), Text.ofTemplate(message.role()));
    for (Map.Entry<String, JsonNode> field : message.fields().properties()) {
      if (!field.getValue().isNull()) {
        entries.put(Text.ofUser(field.getKey()), JsonValues.of(field.getValue()));
      }
    }
    THOUGHTS.stream()
        .map(name -> entries.get(Text.ofTemplate(name)))
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(thought -> {
          entries.putIfAbsent(Text.ofTemplate("thinking"), thought);
          entries.put(Text.ofTemplate("reasoning_content"), thought);
        });
    return Value.Dict.of(entries);
  }

  private static ChatPrompt prompt(Text text) {
    List<Segment> segments = new ArrayList<>();
    String string = text.string();
    for (int from = 0; from < string.length(); ) {
      int to = text.runEnd(from);
      segments.add(new Segment(string.substring(from, to), !text.userAt(from)));
      from = to;
    }
    return new ChatPrompt(segments);
  }
}
