package dev.heed.gpu.opencl.cl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildLogTest {
  private static final String SOURCE =
      IntStream.rangeClosed(1, 40).mapToObj("text of line %d"::formatted).collect(joined());

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining("\n");
  }

  /** Of NVIDIA, of PoCL, of AMD on Windows, of AMD's older compiler, of Intel's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<kernel>:12:3: error: use of undeclared identifier 'x'",
        "/tmp/pocl cache/tempfile_a1.cl:12:3: error: expected ';'",
        "C:\\Users\\A B\\AppData\\Local\\Temp\\comgr-1\\input\\CompileSource:12:9: error: expected ';'",
        "\"/tmp/OCL1234T1.cl\", line 12: error: identifier \"x\" is undefined",
        "file.cl(12): error: x",
        "1:12:5: warning: unused variable"
      })
  void theLineThatTheCompilerNamesIsShown(String log) {
    assertThat(BuildLog.withSource(log, SOURCE))
        .isEqualToNormalizingNewlines(log + "\n   12 | text of line 12");
  }

  @Test
  void aLineIsShownOnceAndLinesInOrder() {
    String log =
        "<kernel>:30:1: error: b\n    x = y;\n<kernel>:7:1: note: a\n<kernel>:30:9: error: c";
    assertThat(BuildLog.withSource(log, SOURCE))
        .isEqualToNormalizingNewlines(log + "\n    7 | text of line 7\n   30 | text of line 30");
  }

  /** What the assembler counts are lines of what the compiler made, which nobody has. */
  @Test
  void aLineOfPtxIsNotTakenForOneOfTheSource() {
    String log = "ptxas application ptx input, line 12; error : Unknown symbol 'x'";
    assertThat(BuildLog.withSource(log, SOURCE)).isEqualTo(log);
  }

  @Test
  void linesThatTheSourceDoesNotHaveAreLeftOut() {
    String log = "<kernel>:0:1: error\n<kernel>:41:1: error\n<kernel>:99999999999999:1: error";
    assertThat(BuildLog.withSource(log, SOURCE)).isEqualTo(log);
  }

  @Test
  void aLongLogIsCutAndItsFirstLinesAreShown() {
    String log =
        IntStream.rangeClosed(1, 400)
            .mapToObj(n -> "<kernel>:%d:1: error: the same again".formatted(n % 40 + 1))
            .collect(joined());
    String text = BuildLog.withSource(log, SOURCE);
    assertThat(text).hasSizeLessThan(4_500).contains(" …");
    assertThat(text.lines().filter(line -> line.contains(" | text of line "))).hasSize(12);
  }

  @Test
  void anEmptyLogShowsNothing() {
    assertThat(BuildLog.withSource("", SOURCE)).isEmpty();
  }
}
