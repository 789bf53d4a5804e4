package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.models.chat.ChatMessage;
import dev.heed.models.chat.ChatOptions;
import dev.heed.models.generate.GenerationResult;
import dev.heed.models.generate.SamplingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Text in, text out, with real models and their own tokenizers. */
class RealTextTest {
  private static SamplingOptions greedy(int tokens) {
    return SamplingOptions.builder().temperature(0).maxTokens(tokens).ignoreEos(true).build();
  }

  private static JsonNode json(String path) {
    return JsonMapper.shared().readTree(SharedData.path(path).toFile());
  }

  @Test
  void stories260KTellsItsStory() {
    JsonNode golden = json("data/stories260K/golden.json");
    try (Backend backend = InstalledBackends.openAny();
        TextGenerator generator =
            TextGenerator.load(
                SharedData.path("data/stories260K/stories260K.bin"),
                GeneratorOptions.DEFAULT.withBackend(backend))) {
      assertThat(generator.generate("", greedy(200)).text())
          .isEqualTo(golden.at("/greedy_from_bos/text").asString());
      JsonNode zoo = golden.get("greedy_zoo");
      String prompt = zoo.get("prompt").asString();
      String text = zoo.get("text").asString();
      int steps = zoo.get("steps").asInt();
      assertThat(prompt + generator.generate(prompt, greedy(steps)).text()).startsWith(text);
    }
  }

  @Test
  void smolLm2ReadsAConversationAsItsTemplateSays() {
    JsonNode golden = json("data/models/smollm2-golden.json");
    try (Backend backend = InstalledBackends.openAny();
        TextGenerator generator =
            TextGenerator.load(
                SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf"),
                GeneratorOptions.DEFAULT.withBackend(backend).withContextTokens(512))) {
      int compared = 0;
      for (JsonNode prompt : golden.get("prompts")) {
        if (prompt.has("messages")) {
          List<ChatMessage> messages = new ArrayList<>();
          prompt.get("messages").forEach(m -> messages.add(ChatMessage.of((ObjectNode) m)));
          int[] ids = generator.chatIds(messages, ChatOptions.DEFAULT);
          assertThat(Arrays.stream(ids).boxed().toList())
              .isEqualTo(prompt.get("ids").valueStream().map(JsonNode::asInt).toList());
          compared++;
        }
      }
      assertThat(compared).isEqualTo(2);
      GenerationResult answer =
          generator.chat(List.of(ChatMessage.user("What is the capital of France?")), greedy(12));
      assertThat(answer.text()).contains("Paris");
    }
  }

  @Test
  void smolLm2ContinuesTexts() {
    JsonNode golden = json("data/models/smollm2-golden.json");
    try (Backend backend = InstalledBackends.openAny();
        TextGenerator generator =
            TextGenerator.load(
                SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf"),
                GeneratorOptions.DEFAULT.withBackend(backend).withContextTokens(512))) {
      int compared = 0;
      for (JsonNode prompt : golden.get("prompts")) {
        String name = prompt.get("name").asString();
        int[] ids = ints(prompt.get("ids"));
        GenerationResult result =
            prompt.has("messages")
                ? generator.generate(ids, greedy(64)) // their text has special tokens
                : generator.generate(prompt.get("text").asString(), greedy(64));
        assertThat(result.promptIds()).as(name).isEqualTo(ids);
        JsonNode exact = prompt.get("exact");
        assertThat(result.ids()).as(name).isEqualTo(ints(exact.get("continuation_ids")));
        assertThat(result.text()).as(name).isEqualTo(exact.get("continuation_text").asString());
        compared++;
      }
      assertThat(compared).isEqualTo(12);
    }
  }

  private static int[] ints(JsonNode numbers) {
    return numbers.valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
