package dev.heed.models.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hubs and stores that say one thing and send another. */
@Timeout(60)
class LyingHubTest {
  private static final byte[] WEIGHTS = TestHub.weights(1_000);

  private final TestHub hub = TestHub.withModel();
  private final String place = hub.storeTarget("model.safetensors");
  @TempDir Path cache;

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void aFileWithAWrongHashGetsNoNameAndDoesNotStay() throws IOException {
    hub.always(place, (request, out) -> TestHub.content(new byte[1_000], request, Map.of(), out));
    refusal("SHA-256", TestHub.sha256(WEIGHTS), "twice");
    assertThat(hub.store().requests()).hasSize(2);
    assertThat(blobs()).noneMatch(name -> name.startsWith(TestHub.sha256(WEIGHTS)));
  }

  @Test
  void aSmallFileIsCheckedByItsGitHash() throws IOException {
    byte[] other = "{\"model_type\": \"evil\"}\n".getBytes(UTF_8);
    hub.always("config.json", (request, out) -> TestHub.content(other, request, Map.of(), out));
    refusal("git hash", "dc1fb7b6703fe03317c1a080b523bf475f3d4818");
    assertThat(blobs()).isEmpty();
  }

  @Test
  void aFileThatWasDamagedOnTheWayIsDownloadedOnceMore() {
    hub.once(place, (request, out) -> TestHub.content(new byte[1_000], request, Map.of(), out));
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
    assertThat(hub.notices()).anyMatch(notice -> notice.contains("once more from the beginning"));
  }

  @Test
  void whatAnEarlierRunLeftDamagedIsDownloadedOnceMore() throws IOException {
    hub.pull(cache);
    Path blob = cache.resolve("models--org--tiny/blobs").resolve(TestHub.sha256(WEIGHTS));
    Files.delete(blob);
    Files.write(blob.resolveSibling(blob.getFileName() + ".heed.incomplete"), new byte[500]);
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {999, 1_001, Integer.MAX_VALUE})
  void aLengthOtherThanTheListedOneIsRefused(int length) throws IOException {
    hub.always(
        place,
        (request, out) -> {
          TestServer.head(out, 200, Map.of("Content-Length", String.valueOf(length)));
          out.write(WEIGHTS);
        });
    refusal("lists 1,000 bytes and sends " + length);
    assertThat(blobs()).noneMatch(name -> name.startsWith(TestHub.sha256(WEIGHTS)));
  }

  @Test
  void aBodyThatNeverEndsIsReadNoFurtherThanTheListedSize() throws IOException {
    hub.always(
        place,
        (request, out) -> {
          TestServer.head(out, 200, Map.of());
          while (true) {
            out.write(WEIGHTS);
          }
        });
    refusal("more comes than the 1,000 bytes");
    assertThat(blobs()).noneMatch(name -> name.startsWith(TestHub.sha256(WEIGHTS)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Repo-Commit: ffffffffffffffffffffffffffffffffffffffff",
        "X-Linked-Size: 999",
        "X-Linked-Etag: \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""
      })
  void whatIsToldWithTheFileMustBeWhatWasListed(String header) {
    String[] parts = header.split(": ", 2);
    hub.always(
        "/model.safetensors",
        (request, out) -> TestHub.content(WEIGHTS, request, Map.of(parts[0], parts[1]), out));
    refusal("model.safetensors", "twice");
  }

  @Test
  void aRangeThatWasNotAskedForIsRefused() {
    hub.once(place, TestHub.cut(WEIGHTS, 500));
    hub.once(
        place,
        (request, out) ->
            TestServer.send(out, 206, Map.of("Content-Range", "bytes 0-999/1000"), WEIGHTS));
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
    assertThat(hub.notices()).anyMatch(notice -> notice.contains("bytes 0-999/1000"));
  }

  @Test
  void redirectsInACircleAreLeft() {
    hub.always(
        "/model.safetensors",
        (request, out) ->
            TestServer.send(out, 302, Map.of("Location", request.target()), new byte[0]));
    refusal("redirects in a circle");
    assertThat(hub.hub().requests()).hasSizeLessThan(20);
  }

  @Test
  void redirectsWithoutEndAreLeft() {
    hub.always(
        "more",
        (request, out) ->
            TestServer.send(out, 302, Map.of("Location", "/x" + request.target()), new byte[0]));
    hub.always(
        "/model.safetensors",
        (request, out) -> TestServer.send(out, 302, Map.of("Location", "/more"), new byte[0]));
    refusal("more than 10 times");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "jar:http://127.0.0.1/x!/y",
        "http://user:p@h/",
        "http:///x",
        "mailto:me",
        "not an address"
      })
  void aRedirectElsewhereThanTheWebIsNotFollowed(String location) {
    hub.always(
        "/model.safetensors",
        (request, out) -> TestServer.send(out, 302, Map.of("Location", location), new byte[0]));
    refusal(location);
  }

  @Test
  void nothingLeadsFromHttpsToHttp() {
    URI secure = URI.create("https://hub.example/a/b");
    assertThat(HubClient.checked(secure, "/c")).hasToString("https://hub.example/c");
    assertThat(HubClient.checked(secure, "//cdn.example/c")).hasToString("https://cdn.example/c");
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> HubClient.checked(secure, "http://hub.example/c"))
        .withMessageContaining("only https is followed");
  }

  private void refusal(String... texts) {
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> hub.pull(cache))
        .satisfies(e -> assertThat(e.getMessage()).contains(texts));
    assertThat(cache.resolve("models--org--tiny/refs")).doesNotExist();
  }

  private List<String> blobs() throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("models--org--tiny/blobs"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Path weights(PullResult result) {
    return result.plan().snapshot().resolve("model.safetensors");
  }
}
