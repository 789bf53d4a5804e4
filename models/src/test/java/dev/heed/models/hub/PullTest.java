package dev.heed.models.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pull from an honest hub leaves behind. */
class PullTest {
  private final TestHub hub = TestHub.withModel();
  @TempDir Path cache;

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void theCacheIsTheOneThatHuggingFaceHubWrites() throws IOException {
    hub.pull(cache);
    assertThat(CacheListing.of(cache)).isEqualTo(CacheListing.golden());
  }

  @Test
  void theSnapshotHasTheFilesUnderTheirNames() throws IOException {
    PullResult result = hub.pull(cache);
    Path snapshot = cache.resolve("models--org--tiny/snapshots").resolve(TestHub.COMMIT);
    assertThat(result.plan().snapshot()).isEqualTo(snapshot);
    assertThat(result.plan().model()).isEqualTo(snapshot);
    assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(TestHub.weights(1_000));
    assertThat(snapshot.resolve("config.json")).hasContent("{\"model_type\": \"bert\"}\n");
  }

  @Test
  void aSecondPullDownloadsNothing() {
    PullResult first = hub.pull(cache);
    int requests = hub.hub().requests().size();
    PullResult second = hub.pull(cache);
    assertThat(first.receivedBytes()).isEqualTo(1_000 + 23 + 19 + 35);
    assertThat(second.receivedBytes()).isZero();
    assertThat(second.plan().cached()).hasSize(4);
    assertThat(hub.hub().requests().subList(requests, hub.hub().requests().size()))
        .extracting(TestServer.Request::target)
        .allMatch(target -> target.startsWith("/api/"));
  }

  @Test
  void aPullOfWhatIsThereWritesNothing() throws IOException {
    hub.pull(cache);
    Files.delete(cache.resolve("CACHEDIR.TAG"));
    List<String> before = CacheListing.of(cache);
    hub.pull(cache);
    assertThat(CacheListing.of(cache)).isEqualTo(before);
  }

  @Test
  void whatIsForcedIsDownloadedAgain() throws IOException {
    Path weights = hub.pull(cache).plan().snapshot().resolve("model.safetensors");
    Files.write(weights.toRealPath(), new byte[1_000]); // a disk that forgot
    PullRequest request = PullRequest.of(ModelReference.of(TestHub.NAME));
    hub.pull(hub.settings(cache), request);
    assertThat(weights).hasBinaryContent(new byte[1_000]);
    hub.pull(hub.settings(cache), request.forced());
    assertThat(weights).hasBinaryContent(TestHub.weights(1_000));
  }

  @Test
  void aBlobOfAnotherSnapshotIsLinkedAndNotDownloaded() throws IOException {
    Path snapshot = hub.pull(cache).plan().snapshot();
    Files.delete(snapshot.resolve("model.safetensors"));
    assertThat(hub.pull(cache).receivedBytes()).isZero();
    assertThat(snapshot.resolve("model.safetensors")).isSymbolicLink();
  }

  @Test
  void aListingOnManyPagesIsReadToItsEnd() {
    hub.pageSize(2);
    assertThat(hub.pull(cache).plan().files()).hasSize(4);
    assertThat(hub.hub().requests())
        .filteredOn(request -> request.target().contains("cursor="))
        .hasSize(2);
  }

  @Test
  void aHubWithoutTreesIsAskedForEachFile() {
    hub.always(
        "/tree/" + TestHub.COMMIT + "?recursive=true",
        (request, out) -> TestServer.send(out, 404, Map.of(), new byte[0]));
    hub.always(
        "?blobs=true",
        (request, out) ->
            TestHub.json(
                out,
                Map.of(),
                "{\"siblings\": [{\"rfilename\": \"config.json\"}, {\"rfilename\": \"model.safetensors\"}]}"));
    PullResult result = hub.pull(cache);
    assertThat(result.plan().bytes()).isEqualTo(1_023);
    assertThat(result.plan().snapshot().resolve("model.safetensors"))
        .hasBinaryContent(TestHub.weights(1_000));
  }

  @Test
  void whereNoLinksAreWantedTheFileItselfIsInTheSnapshot() throws IOException {
    HubSettings plain = hub.settings(cache);
    HubSettings settings =
        new HubSettings(
            plain.endpoint(), cache, null, false, false, plain.proxy(), plain.patience());
    PullRequest request = PullRequest.of(ModelReference.of(TestHub.NAME));
    Path weights = hub.pull(settings, request).plan().snapshot().resolve("model.safetensors");
    assertThat(weights).isRegularFile().hasBinaryContent(TestHub.weights(1_000));
    assertThat(Files.isSymbolicLink(weights)).isFalse();
    assertThat(hub.pull(settings, request).receivedBytes()).isZero();
  }

  @Test
  void aRevisionKeepsItsOwnName() {
    hub.once(
        "/revision/refs%2Fpr%2F1",
        (request, out) ->
            TestHub.json(out, Map.of(), "{\"sha\": \"%s\"}".formatted(TestHub.COMMIT)));
    hub.pull(hub.settings(cache), PullRequest.of(ModelReference.of(TestHub.NAME)).at("refs/pr/1"));
    assertThat(cache.resolve("models--org--tiny/refs/refs/pr/1")).hasContent(TestHub.COMMIT);
  }

  @Test
  void aCommitIsPulledWithoutAskingWhatItIs() {
    hub.pull(
        hub.settings(cache), PullRequest.of(ModelReference.of(TestHub.NAME)).at(TestHub.COMMIT));
    assertThat(hub.hub().requests()).noneMatch(request -> request.target().contains("/revision/"));
    assertThat(cache.resolve("models--org--tiny/refs")).doesNotExist();
  }

  @Test
  void whatWasLeftOutIsSaid() {
    hub.small("pytorch_model.bin", "pickle");
    assertThat(hub.pull(cache).plan().leftOut())
        .extracting(left -> left.file().path() + ": " + left.why())
        .containsExactlyInAnyOrder(
            "README.md: not used by Heed", "pytorch_model.bin: weights in another form");
  }

  @Test
  void theTokenIsForTheHubAlone() {
    hub.wantToken("hf_secret");
    HubSettings plain = hub.settings(cache);
    HubSettings settings =
        new HubSettings(
            plain.endpoint(),
            cache,
            new AccessToken("hf_secret", "HF_TOKEN"),
            false,
            true,
            plain.proxy(),
            plain.patience());
    hub.pull(settings, PullRequest.of(ModelReference.of(TestHub.NAME)));
    assertThat(hub.store().requests())
        .isNotEmpty()
        .noneMatch(request -> request.headers().containsKey("authorization"));
    assertThat(settings.toString()).doesNotContain("hf_secret");
  }

  @Test
  void patternsChooseFiles() {
    PullRequest request =
        PullRequest.of(ModelReference.of(TestHub.NAME)).with(List.of("*.json"), List.of("1_*"));
    assertThat(hub.pull(hub.settings(cache), request).plan().files())
        .extracting(HubFile::path)
        .containsExactly("config.json", "tokenizer.json");
  }
}
