package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.console.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PullCommandTest {
  private static final Terminal ERRORS_ALONE = new Terminal(false, false, true, 100, false, true);

  @TempDir Path folder;

  @Test
  void whatIsPrintedIsAModel() throws IOException {
    HeedRun pulled = pull(model(), Terminal.NONE, "-q");
    assertThat(pulled.exit()).as(pulled.err()).isZero();
    assertThat(pulled.err()).isEmpty();
    assertThat(pulled.out())
        .isEqualTo(cache().resolve("models--org--tiny/snapshots/" + LocalHub.COMMIT) + "\n");
    HeedRun inspected = HeedRun.of("inspect", pulled.out().strip());
    assertThat(inspected.exit()).as(inspected.err()).isZero();
    assertThat(inspected.out()).contains("bert encoder", "[SEP] 3");
  }

  @Test
  void whatIsTakenAndLeftOutIsSaid() throws IOException {
    Path model = model();
    Files.writeString(model.resolve("pytorch_model.bin"), "12345");
    HeedRun pulled = pull(model, Terminal.NONE);
    assertThat(pulled.err())
        .contains("org/tiny at main, commit 0123456: 3 files, ")
        .contains("left out, weights in another form: pytorch_model.bin (5 B)")
        .contains("downloaded ");
    assertThat(pull(model, Terminal.NONE).err()).contains("all in the cache");
  }

  @Test
  void withJsonItIsAnObject() throws IOException {
    HeedRun run = pull(model(), Terminal.NONE, "--json", "--include", "config.json");
    JsonNode pulled = run.json();
    assertThat(pulled.get("repository").stringValue()).isEqualTo("org/tiny");
    assertThat(pulled.get("commit").stringValue()).isEqualTo(LocalHub.COMMIT);
    assertThat(pulled.get("model").stringValue()).endsWith(LocalHub.COMMIT);
    assertThat(pulled.get("files")).hasSize(1);
    assertThat(pulled.get("files").get(0).get("cached").booleanValue()).isFalse();
    assertThat(pulled.get("receivedBytes").longValue()).isEqualTo(pulled.get("bytes").longValue());
    assertThat(pulled.get("leftOut").get(0).get("why").stringValue()).isEqualTo("not asked for");
  }

  @Test
  void aPersonSeesABarOfAllBytes() throws IOException {
    try (LocalHub hub = new LocalHub(model(), 400)) {
      HeedRun run = pull(hub, ERRORS_ALONE);
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.err()).contains("pulling", "MB/s", "\r");
    }
  }

  @Test
  void ofManyGgufFilesOneIsNamed() throws IOException {
    Path model = Files.createDirectory(folder.resolve("gguf"));
    Files.writeString(model.resolve("tiny-Q4_0.gguf"), "1234");
    Files.writeString(model.resolve("tiny-Q8_0.gguf"), "12345678");
    HeedRun run = pull(model, Terminal.NONE);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .contains("name one, as in org/tiny:tiny-Q4_0.gguf", "8 B  tiny-Q8_0.gguf");
    assertThat(cache()).doesNotExist();
    try (LocalHub hub = new LocalHub(model, 0)) {
      HeedRun named = run(hub, Terminal.NONE, "pull", "org/tiny:q8_0", "-q");
      assertThat(named.out()).endsWith("/tiny-Q8_0.gguf\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/../b", "/tmp/model", "org/tiny:", "https://hub/org/tiny"})
  void whatIsNoRepositoryIsAMistakeInTheUsage(String model) {
    HeedRun run = HeedRun.of("pull", model);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("ORG/MODEL", "heed pull --help");
  }

  @Test
  void aRepositoryThatIsNotThereIsAFailure() throws IOException {
    try (LocalHub hub = new LocalHub(model(), 0)) {
      HeedRun run = run(hub, Terminal.NONE, "pull", "org/other", "--json");
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.errJson().get("error").stringValue())
          .contains("there is no repository org/other");
    }
  }

  @Test
  void offlineTheCacheIsAllThereIs() throws IOException {
    HeedRun run =
        HeedRun.withVariables(
            Map.of("HF_HUB_OFFLINE", "1", "HF_HOME", folder.toString()), "pull", "org/tiny");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("HF_HUB_OFFLINE is set", folder.resolve("hub").toString());
  }

  @Test
  void aModelThatWasNotPulledIsNotDownloadedUnasked() {
    HeedRun run = HeedRun.of("embed", "--model", "no-such-organisation-1/no-such-model");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("heed pull no-such-organisation-1/no-such-model");
  }

  private Path model() throws IOException {
    return TinyBert.encoder(folder.resolve("tiny"));
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private HeedRun pull(Path model, Terminal terminal, String... options) throws IOException {
    try (LocalHub hub = new LocalHub(model, 0)) {
      return pull(hub, terminal, options);
    }
  }

  private HeedRun pull(LocalHub hub, Terminal terminal, String... options) {
    List<String> arguments = new ArrayList<>(List.of("pull", "org/tiny"));
    arguments.addAll(List.of(options));
    return run(hub, terminal, arguments.toArray(String[]::new));
  }

  private HeedRun run(LocalHub hub, Terminal terminal, String... arguments) {
    Map<String, String> variables =
        Map.of("HF_ENDPOINT", hub.address(), "HF_HUB_CACHE", cache().toString());
    return HeedRun.run(InputStream.nullInputStream(), terminal, variables, arguments);
  }
}
