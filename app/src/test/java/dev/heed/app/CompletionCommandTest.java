package dev.heed.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CompletionCommandTest {
  @TempDir Path folder;

  @Test
  void bashCompletesACommand() throws IOException, InterruptedException {
    assertThat(completed("heed sim")).contains("similarity");
  }

  @Test
  void bashCompletesAnOption() throws IOException, InterruptedException {
    assertThat(completed("heed embed --po")).contains("--pooling");
  }

  @Test
  void withJsonTheScriptIsAField() {
    JsonNode answer = HeedRun.of("completion", "zsh", "--json").json();
    assertThat(answer.get("shell").stringValue()).isEqualTo("zsh");
    assertThat(answer.get("script").stringValue()).isEqualTo(HeedRun.of("completion", "zsh").out());
  }

  @Test
  void anotherShellIsRefused() {
    HeedRun run = HeedRun.of("completion", "fish");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("bash", "zsh");
  }

  /** What bash itself offers for a line, asked through the script that we print. */
  private String completed(String line) throws IOException, InterruptedException {
    assumeThat(Path.of("/bin/bash")).exists();
    Path script =
        Files.writeString(folder.resolve("script"), HeedRun.of("completion", "bash").out());
    String[] words = line.split(" ");
    String program =
        """
        source '%s'
        COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d
        _complete_heed; echo "${COMPREPLY[@]}"
        """
            .formatted(script, line, words.length - 1, line, line.length());
    Process bash = new ProcessBuilder("/bin/bash", "-c", program).redirectErrorStream(true).start();
    String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
    bash.waitFor();
    return output;
  }
}
