package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.checkpoint.GgufWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateSourcesTest {
  @TempDir Path folder;

  private ChatTemplateSources of(GgufWriter writer) {
    try (ModelSource source = ModelSource.open(writer.write(folder.resolve("m.gguf")))) {
      return source.generation().chatTemplates();
    }
  }

  @Test
  void aGgufFileMayHaveOneForTools() {
    ChatTemplateSources templates =
        of(
            GgufWriter.tiny()
                .put("tokenizer.chat_template", "plain")
                .put("tokenizer.chat_template.tool_use", "tools"));
    assertThat(templates.forChat(false)).isEqualTo("plain");
    assertThat(templates.forChat(true)).isEqualTo("tools");
  }

  @Test
  void theDefaultServesForToolsToo() {
    ChatTemplateSources templates = of(GgufWriter.tiny().put("tokenizer.chat_template", "plain"));
    assertThat(templates.forChat(true)).isEqualTo("plain");
  }

  @Test
  void aModelWithoutOneHasNone() {
    assertThat(of(GgufWriter.tiny()).forChat(false)).isNull();
  }
}
