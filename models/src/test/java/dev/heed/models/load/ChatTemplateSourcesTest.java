package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.checkpoint.GgufWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateSourcesTest {
  @TempDir Path folder;

  private static GgufWriter model() {
    return GgufWriter.of("gpt2")
        .put("gpt2.block_count", 1)
        .put("gpt2.context_length", 8)
        .put("gpt2.embedding_length", 4)
        .put("gpt2.feed_forward_length", 16)
        .put("gpt2.attention.head_count", 2)
        .put("gpt2.attention.layer_norm_epsilon", 1e-5f)
        .tensor("token_embd.weight", new float[] {1, 2, 3, 4}, 1, 4);
  }

  private ChatTemplateSources of(GgufWriter writer) {
    try (ModelSource source = ModelSource.open(writer.write(folder.resolve("m.gguf")))) {
      return source.generation().chatTemplates();
    }
  }

  @Test
  void aGgufFileMayHaveOneForTools() {
    ChatTemplateSources templates =
        of(
            model()
                .put("tokenizer.chat_template", "plain")
                .put("tokenizer.chat_template.tool_use", "tools"));
    assertThat(templates.forChat(false)).isEqualTo("plain");
    assertThat(templates.forChat(true)).isEqualTo("tools");
  }

  @Test
  void theDefaultServesForToolsToo() {
    ChatTemplateSources templates = of(model().put("tokenizer.chat_template", "plain"));
    assertThat(templates.forChat(true)).isEqualTo("plain");
  }

  @Test
  void aModelWithoutOneHasNone() {
    assertThat(of(model()).forChat(false)).isNull();
  }
}
