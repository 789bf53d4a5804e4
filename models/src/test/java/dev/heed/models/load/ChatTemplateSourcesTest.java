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
  void whatAnyOfThemHasInItIsWritten() {
    ChatTemplateSources templates =
        of(
            GgufWriter.tiny()
                .put("tokenizer.chat_template", "{{ '<think>' }}\n\n  ")
                .put("tokenizer.chat_template.tool_use", "<tool_call>"));
    assertThat(templates.writes("<think>")).isTrue();
    assertThat(templates.writes("<tool_call>")).isTrue();
    assertThat(templates.writes("</think>")).isFalse();
  }

  /** Gemma has tokens for line ends, and others for spaces; a template is laid out with them. */
  @Test
  void whiteSpaceIsEverybodys() {
    ChatTemplateSources templates =
        of(GgufWriter.tiny().put("tokenizer.chat_template", "{% if x %}\n\n  {% endif %}"));
    assertThat(templates.writes("\n\n")).isFalse();
    assertThat(templates.writes("  ")).isFalse();
  }

  @Test
  void aModelWithoutOneHasNone() {
    assertThat(of(GgufWriter.tiny()).forChat(false)).isNull();
  }
}
