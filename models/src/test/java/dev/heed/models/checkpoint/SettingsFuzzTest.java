package dev.heed.models.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.heed.models.load.MemoryNeed;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.Families;
import dev.heed.models.spec.Family;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.TransformerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;

/**
 * Any bytes at all in place of a model's settings: they are read, or refused by an error that says
 * where. In an ordinary run the committed inputs are replayed; {@code scripts/fuzz} looks for new
 * ones.
 */
class SettingsFuzzTest {
  /** One line each of a fuzzed input. */
  private static final List<String> FILES =
      List.of(
          "modules.json",
          "1_Pooling/config.json",
          "sentence_bert_config.json",
          "config_sentence_transformers.json");

  @TempDir static Path folder;

  @FuzzTest(maxDuration = "2m")
  void readsAConfigurationOrRefuses(byte[] json) {
    try {
      Config config = new Config("fuzz", Json.tree(json));
      Family family = Families.of(config);
      TransformerSpec spec = family.body(config).withHead(family.head(config));
      assertThat(spec.maxTokens()).isPositive();
      assertThat(MemoryNeed.of(spec).toRun(spec.maxTokens())).isPositive();
    } catch (ModelException expected) {
      assertThat(expected).hasMessageMatching("(?s)(fuzz: |positions: |attention: ).*");
    } catch (JacksonException expected) {
      // Whoever reads the file says which it is.
    }
  }

  @FuzzTest(maxDuration = "2m")
  void readsSentenceSettingsOrRefuses(byte[] lines) throws IOException {
    String[] contents = new String(lines, ISO_8859_1).split("\n", FILES.size());
    for (int f = 0; f < FILES.size(); f++) {
      Path file = folder.resolve(FILES.get(f));
      Files.createDirectories(file.resolveSibling(""));
      if (f < contents.length) {
        Files.writeString(file, contents[f], ISO_8859_1);
      } else {
        Files.deleteIfExists(file);
      }
    }
    try {
      SentenceSettingsReader.Found found = SentenceSettingsReader.read(folder);
      assertThat(found.transformer()).startsWithRaw(folder);
      found.settings().ifPresent(settings -> assertThat(settings.pooling()).doesNotContainNull());
    } catch (CheckpointException expected) {
      assertThat(expected).hasMessageContaining(folder.toString());
    }
  }
}
