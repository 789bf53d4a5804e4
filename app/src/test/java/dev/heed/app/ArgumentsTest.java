package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void plainArgumentsStayAsTheyAre() {
    assertThat(Arguments.asUtf8(new String[] {"search", "café"})).containsExactly("search", "café");
  }

  @Test
  void whatTheLocaleBrokeIsReadFromTheProcess() {
    byte[] commandLine =
        "java\0-cp\0heed.jar\0dev.heed.app.Heed\0search\0café\0".getBytes(StandardCharsets.UTF_8);
    assertThat(Arguments.lastOf(commandLine, List.of("search", "caf\uFFFD\uFFFD")))
        .containsExactly("search", "café");
  }

  @Test
  void anEmptyArgumentCounts() {
    byte[] commandLine = "java\0Heed\0\0é\0".getBytes(StandardCharsets.UTF_8);
    assertThat(Arguments.lastOf(commandLine, List.of("", "\uFFFD\uFFFD"))).containsExactly("", "é");
  }

  @Test
  void aCommandLineThatIsTooShortIsNotBelieved() {
    List<String> decoded = List.of("a", "\uFFFD");
    assertThat(Arguments.lastOf(new byte[] {'x', 0}, decoded)).isEqualTo(decoded);
  }
}
