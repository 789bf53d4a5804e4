package dev.heed.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is in the cache needs no hub. */
@Timeout(60)
class OfflineTest {
  private static final PullRequest MODEL = PullRequest.of(ModelReference.of(TestHub.NAME));

  private final TestHub hub = TestHub.withModel();
  @TempDir Path cache;

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void aCompleteSnapshotDoesWithoutTheHub() {
    Path snapshot = hub.pull(cache).plan().snapshot();
    hub.close();
    PullResult result = hub.pull(cache);
    assertThat(result.plan().snapshot()).isEqualTo(snapshot);
    assertThat(result.reasonWithoutHub())
        .hasValueSatisfying(why -> assertThat(why).contains("no connection"));
    assertThat(result.plan().cached()).hasSize(4);
  }

  @Test
  void aCompleteSnapshotDoesWithAHubThatIsOutOfOrder() {
    hub.pull(cache);
    hub.always("/revision/main", (r, out) -> TestServer.send(out, 503, Map.of(), new byte[0]));
    assertThat(hub.pull(cache).reasonWithoutHub()).isPresent();
  }

  @Test
  void aSnapshotThatLacksAFileDoesNot() throws IOException {
    Path snapshot = hub.pull(cache).plan().snapshot();
    Files.delete(snapshot.resolve("1_Pooling/config.json"));
    hub.close();
    assertThatExceptionOfType(HubUnreachableException.class).isThrownBy(() -> hub.pull(cache));
  }

  @Test
  void aRefusalIsNotHiddenByTheCache() {
    hub.pull(cache);
    hub.wantToken("hf_other");
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> hub.pull(cache))
        .isNotInstanceOf(HubUnreachableException.class);
  }

  @Test
  void whoWantsItAgainDoesNotGetTheOldOne() {
    hub.pull(cache);
    hub.close();
    assertThatExceptionOfType(HubUnreachableException.class)
        .isThrownBy(() -> hub.pull(hub.settings(cache), MODEL.forced()));
  }

  @Test
  void offlineNothingIsAsked() {
    hub.pull(cache);
    int requests = hub.hub().requests().size();
    assertThat(hub.pull(offline(), MODEL).reasonWithoutHub()).contains("HF_HUB_OFFLINE is set");
    assertThat(hub.hub().requests()).hasSize(requests);
  }

  @Test
  void offlineWhatIsNotThereIsSaid() {
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> hub.pull(offline(), MODEL))
        .withMessageContaining("org/tiny at main is not in the cache")
        .withMessageContaining(cache.toString());
    assertThat(hub.hub().requests()).isEmpty();
  }

  /** Older versions of huggingface_hub keep no listing. */
  @Test
  void withoutAListingTheFilesThemselvesTell() throws IOException {
    Path snapshot = hub.pull(cache).plan().snapshot();
    Path tree = cache.resolve("models--org--tiny/trees").resolve(TestHub.COMMIT + ".json");
    Files.delete(tree);
    assertThat(hub.pull(offline(), MODEL).plan().snapshot()).isEqualTo(snapshot);
    Files.delete(snapshot.resolve("model.safetensors"));
    Files.writeString(snapshot.resolve("model.safetensors.index.json"), "{}");
    Files.writeString(snapshot.resolve("model-00001-of-00002.safetensors"), "");
    assertThatExceptionOfType(HubException.class).isThrownBy(() -> hub.pull(offline(), MODEL));
    Files.writeString(snapshot.resolve("model-00002-of-00002.safetensors"), "");
    assertThat(hub.pull(offline(), MODEL).plan().files()).hasSize(6);
  }

  @Test
  void aModelIsFoundByItsName() {
    HubCache cached = new HubCache(cache);
    assertThat(cached.find(ModelReference.of(TestHub.NAME))).isEmpty();
    Path snapshot = hub.pull(cache).plan().snapshot();
    assertThat(cached.find(ModelReference.of(TestHub.NAME))).contains(snapshot);
    assertThat(cached.find(ModelReference.of("org/other"))).isEmpty();
    assertThat(cached.find(ModelReference.of("org/tiny:config.json")))
        .contains(snapshot.resolve("config.json"));
    assertThat(cached.find(ModelReference.of("org/tiny:other.json"))).isEmpty();
  }

  @Test
  void aGgufModelIsFoundAsItsFile() {
    hub.large("tiny-Q4_K_M.gguf", TestHub.weights(100));
    hub.large("tiny-Q8_0.gguf", TestHub.weights(200));
    HubCache cached = new HubCache(cache);
    PullRequest small = PullRequest.of(ModelReference.of("org/tiny:q4_k_m"));
    Path file = hub.pull(hub.settings(cache), small).plan().model();
    assertThat(file.getFileName()).hasToString("tiny-Q4_K_M.gguf");
    assertThat(cached.find(ModelReference.of(TestHub.NAME))).contains(file);
    hub.pull(hub.settings(cache), PullRequest.of(ModelReference.of("org/tiny/tiny-Q8_0.gguf")));
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> cached.find(ModelReference.of(TestHub.NAME)))
        .withMessageContaining("tiny-Q8_0.gguf");
    assertThat(cached.find(ModelReference.of("org/tiny:Q8_0")))
        .hasValueSatisfying(path -> assertThat(path).hasBinaryContent(TestHub.weights(200)));
  }

  @Test
  void whatPatternsBroughtIsCompleteForThem() {
    PullRequest config = MODEL.with(List.of("config.json"), List.of());
    hub.pull(hub.settings(cache), config);
    assertThat(hub.pull(offline(), config).plan().files()).hasSize(1);
    assertThatExceptionOfType(HubException.class).isThrownBy(() -> hub.pull(offline(), MODEL));
  }

  private HubSettings offline() {
    HubSettings settings = hub.settings(cache);
    return new HubSettings(
        settings.endpoint(), cache, null, true, true, settings.proxy(), settings.patience());
  }
}
