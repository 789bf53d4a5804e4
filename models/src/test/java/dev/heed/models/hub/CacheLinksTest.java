package dev.heed.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that somebody else put into the cache. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class CacheLinksTest {
  private static final String BLOB = TestHub.sha256(TestHub.weights(1_000));

  private final TestHub hub = TestHub.withModel();
  @TempDir Path folder;
  private Path cache = Path.of("");
  private Path outside = Path.of("");

  @BeforeEach
  void makeFolders() throws IOException {
    cache = Files.createDirectory(folder.resolve("cache"));
    outside = Files.createDirectory(folder.resolve("outside"));
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models--org--tiny",
        "models--org--tiny/blobs",
        "models--org--tiny/snapshots",
        "models--org--tiny/snapshots/" + TestHub.COMMIT,
        "models--org--tiny/snapshots/" + TestHub.COMMIT + "/1_Pooling",
        "models--org--tiny/refs",
        "models--org--tiny/trees",
        ".locks",
        ".locks/models--org--tiny"
      })
  void nothingIsWrittenThroughAFolderThatIsALink(String name) throws IOException {
    Files.createDirectories(cache.resolve(name).getParent());
    Files.createSymbolicLink(cache.resolve(name), outside);
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> hub.pull(cache))
        .withMessageContaining("leads out of the cache");
    assertThat(outside).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models--org--tiny/blobs/BLOB",
        "models--org--tiny/blobs/BLOB.heed.incomplete",
        ".locks/models--org--tiny/BLOB.lock",
        "models--org--tiny/refs/main",
        "models--org--tiny/trees/" + TestHub.COMMIT + ".json",
        "models--org--tiny/snapshots/" + TestHub.COMMIT + "/model.safetensors"
      })
  void nothingIsWrittenThroughAFileThatIsALink(String name) throws IOException {
    Path victim = Files.write(outside.resolve("victim"), new byte[1_000]);
    Path link = cache.resolve(name.replace("BLOB", BLOB));
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, victim);
    try {
      PullResult result = hub.pull(cache);
      assertThat(result.plan().snapshot().resolve("model.safetensors"))
          .hasBinaryContent(TestHub.weights(1_000));
    } catch (HubException e) {
      assertThat(e.getMessage()).contains(cache.toString()); // refused; both are well
    }
    assertThat(victim).hasBinaryContent(new byte[1_000]);
  }

  /** As huggingface_hub has it for what several repositories share. */
  @Test
  void aBlobMayBeALinkWithinTheCache() throws IOException {
    Path shared = Files.createDirectories(cache.resolve("blobs/ab")).resolve("ab".repeat(32));
    Files.write(shared, TestHub.weights(1_000));
    Path blobs = Files.createDirectories(cache.resolve("models--org--tiny/blobs"));
    Files.createSymbolicLink(blobs.resolve(BLOB), Path.of("../../blobs/ab/" + "ab".repeat(32)));
    PullResult result = hub.pull(cache);
    assertThat(hub.store().requests()).isEmpty();
    assertThat(result.plan().snapshot().resolve("model.safetensors"))
        .hasBinaryContent(TestHub.weights(1_000));
  }

  @Test
  void theCacheItselfMayBeALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), outside);
    Path snapshot = hub.pull(link).plan().snapshot();
    assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(TestHub.weights(1_000));
  }
}
