package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a bar shows how far a task is: only where a person looks, and nothing else is written. */
class ProgressBarTest {
  private static final Terminal ERRORS_ALONE = new Terminal(false, false, true, 80, false, true);
  private static final Terminal BOTH = new Terminal(false, true, true, 80, false, true);

  @TempDir Path folder;
  private String tiny = "";

  @BeforeEach
  void writeModel() throws IOException {
    tiny = TinyBert.encoder(folder.resolve("tiny")).toString();
  }

  @Test
  void aPersonSeesABarWhileRowsGoIntoAPipe() {
    assertThat(embed(ERRORS_ALONE).err()).contains("embedding", "\r");
  }

  @Test
  void aPersonSeesABarWhileRowsGoIntoAFile() {
    assertThat(embed(BOTH, "--out", folder.resolve("v.jsonl").toString()).err())
        .contains("embedding", "\r");
  }

  @Test
  void rowsOnTheTerminalAreNotMixedWithABar() {
    HeedRun run = embed(BOTH);
    assertThat(run.out()).hasLineCount(2);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aPipeGetsNoBar() {
    assertThat(embed(Terminal.NONE).err()).isEmpty();
  }

  @Test
  void whoWantsQuietGetsNoBar() {
    assertThat(embed(ERRORS_ALONE, "--quiet").err()).isEmpty();
  }

  private HeedRun embed(Terminal terminal, String... options) {
    String[] arguments = new String[3 + options.length];
    arguments[0] = "embed";
    arguments[1] = "--model";
    arguments[2] = tiny;
    System.arraycopy(options, 0, arguments, 3, options.length);
    return HeedRun.run(new Slow(), terminal, Map.of(), arguments);
  }

  /** Two lines; the second comes when a task is long enough to have a bar. */
  private static final class Slow extends InputStream {
    private final InputStream first = line("the cat\n");
    private final InputStream second = line("the dog\n");

    @Override
    public int read() throws IOException {
      throw new UnsupportedOperationException("lines are read in blocks");
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      int read = first.read(into, from, count);
      if (read >= 0) {
        return read;
      }
      if (second.available() > 0) {
        pause();
      }
      return second.read(into, from, count);
    }

    private static void pause() {
      try {
        Thread.sleep(800);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static InputStream line(String text) {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
