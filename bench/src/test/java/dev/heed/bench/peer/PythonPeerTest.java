package dev.heed.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The script, without the libraries that it would need to compute anything. */
class PythonPeerTest {
  private static final Path SCRIPT = Path.of("peers", "peer.py");

  private static boolean hasPython() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
  }

  @Test
  void theScriptAnswersEveryQuestionAndGoesOnAfterAnError() {
    assumeThat(hasPython()).as("there is a python3").isTrue();
    try (PythonPeer python = PythonPeer.start("python3", SCRIPT)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> python.process().ask(Map.of("do", "juggle")))
          .withMessage("the Python peer failed: ValueError: nothing is called 'juggle'");
      assertThatIllegalStateException()
          .isThrownBy(() -> python.process().ask(Map.of("do", "drop", "id", "unknown")))
          .withMessage("the Python peer failed: KeyError: 'unknown'");
    }
  }

  @Test
  void theScriptKnowsWhatItsPythonLacks() {
    assumeThat(hasPython()).as("there is a python3").isTrue();
    try (PythonPeer python = PythonPeer.start("python3", SCRIPT)) {
      JsonNode answer =
          python.process().ask(Map.of("do", "modules", "names", List.of("json", "no_such_module")));
      assertThat(answer.path("missing").toString()).isEqualTo("[\"no_such_module\"]");
    }
  }

  @Test
  void aPythonThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> PythonPeer.start("/no/such/python", SCRIPT))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("/no/such/python, which HEED_BENCH_PYTHON names, does not start");
  }
}
