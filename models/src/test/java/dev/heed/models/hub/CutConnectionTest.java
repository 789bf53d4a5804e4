package dev.heed.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks and servers that fail for a while. */
@Timeout(60)
class CutConnectionTest {
  private static final byte[] WEIGHTS = TestHub.weights(100_000);

  private final TestHub hub = TestHub.withModel();
  private String place = "";
  @TempDir Path cache;

  @BeforeEach
  void enlarge() {
    hub.large("model.safetensors", WEIGHTS);
    place = hub.storeTarget("model.safetensors");
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_384, 50_000, 99_999})
  void aCutDownloadGoesOnWhereItWasCut(int after) {
    hub.once(place, TestHub.cut(WEIGHTS, after));
    PullResult result = hub.pull(cache);
    assertThat(weights(result)).hasBinaryContent(WEIGHTS);
    assertThat(hub.store().requests()).hasSize(2);
    assertThat(hub.store().requests().getLast().from()).isEqualTo(after);
  }

  @Test
  void manyCutsInARowDoNoHarmAsLongAsSomethingComes() {
    for (int i = 0; i < 7; i++) {
      hub.once(place, TestHub.cut(WEIGHTS, 13_000));
    }
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
  }

  @Test
  void whatAnInterruptedRunLeftIsGoneOnWith() throws IOException {
    hub.always(place, TestHub.cut(WEIGHTS, 0));
    Path blobs = cache.resolve("models--org--tiny/blobs");
    assertThatExceptionOfType(HubUnreachableException.class).isThrownBy(() -> hub.pull(cache));
    Path partial = blobs.resolve(TestHub.sha256(WEIGHTS) + ".heed.incomplete");
    Files.write(partial, Arrays.copyOf(WEIGHTS, 60_000));
    hub.always(place, (request, out) -> TestHub.content(WEIGHTS, request, Map.of(), out));
    PullResult result = hub.pull(cache);
    assertThat(result.plan().partialBytes()).isEqualTo(60_000);
    assertThat(result.receivedBytes()).isEqualTo(40_000);
    assertThat(weights(result)).hasBinaryContent(WEIGHTS);
    assertThat(partial).doesNotExist();
  }

  @Test
  void aCutPullLeavesTheNameWithWhatIsComplete() {
    hub.always(place, TestHub.cut(WEIGHTS, 10));
    assertThatExceptionOfType(HubUnreachableException.class)
        .isThrownBy(() -> hub.pull(cache))
        .withMessageContaining("model.safetensors")
        .withMessageContaining("tried 4 times");
    assertThat(cache.resolve("models--org--tiny/refs")).doesNotExist();
    assertThat(new HubCache(cache).find(ModelReference.of(TestHub.NAME))).isEmpty();
  }

  @Test
  void aServerWithoutRangesSendsItAllAgain() {
    hub.once(place, TestHub.cut(WEIGHTS, 50_000));
    hub.once(place, (request, out) -> TestServer.send(out, 200, Map.of(), WEIGHTS));
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
  }

  @Test
  void aServerThatCannotGoOnIsAskedFromTheBeginning() {
    hub.once(place, TestHub.cut(WEIGHTS, 50_000));
    hub.once(place, (request, out) -> TestServer.send(out, 416, Map.of(), new byte[0]));
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
    assertThat(hub.store().requests().getLast().from()).isZero();
  }

  @Test
  void whoSendsTheSameBeginningAgainAndAgainIsLeft() {
    hub.always(
        place,
        (request, out) -> {
          if (request.from() == 0) {
            TestHub.cut(WEIGHTS, 50_000).answer(request, out);
          } else {
            TestServer.send(out, 416, Map.of(), new byte[0]);
          }
        });
    assertThatExceptionOfType(HubUnreachableException.class)
        .isThrownBy(() -> hub.pull(cache))
        .withMessageContaining("tried 4 times");
  }

  @Test
  void aBodyWithoutALengthThatEndsTooSoonIsGoneOnWith() {
    hub.once(
        place,
        (request, out) -> {
          TestServer.head(out, 200, Map.of());
          out.write(WEIGHTS, 0, 1_000);
        });
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
    assertThat(hub.store().requests().getLast().from()).isEqualTo(1_000);
  }

  @Test
  void whoFallsSilentIsLeft() {
    hub.once(
        place,
        (request, out) -> {
          TestHub.cut(WEIGHTS, 5_000).answer(request, out);
          out.flush();
          Thread.sleep(20_000);
        });
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
    assertThat(hub.notices()).anyMatch(notice -> notice.contains("nothing came for"));
  }

  @Test
  void whoDripsIsLeft() {
    hub.once(
        place,
        (request, out) -> {
          TestHub.cut(WEIGHTS, 0).answer(request, out);
          for (int i = 0; i < 1_000; i++) {
            out.write(WEIGHTS[i]);
            out.flush();
            Thread.sleep(50);
          }
        });
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
    assertThat(hub.notices()).anyMatch(notice -> notice.contains("bytes came in"));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 502, 503, 504})
  void aHubThatIsOutOfOrderIsAskedAgain(int status) {
    hub.once("/revision/main", (r, out) -> TestServer.send(out, status, Map.of(), new byte[0]));
    hub.once("config.json", (r, out) -> TestServer.send(out, status, Map.of(), new byte[0]));
    hub.once(place, (r, out) -> TestServer.send(out, status, Map.of(), new byte[0]));
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Retry-After: 1", "RateLimit: \"api\";r=0;t=1"})
  void aHubThatWantsRestIsLeftAlone(String header) {
    String[] parts = header.split(": ", 2);
    hub.once(
        "/revision/main",
        (r, out) -> TestServer.send(out, 429, Map.of(parts[0], parts[1]), new byte[0]));
    long start = System.nanoTime();
    hub.pull(cache);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(hub.notices()).anyMatch(notice -> notice.contains("too many requests"));
  }

  @Test
  void aHubThatWantsRestForHoursIsNotWaitedFor() {
    hub.always(
        "/revision/main",
        (r, out) -> TestServer.send(out, 429, Map.of("Retry-After", "7200"), new byte[0]));
    assertThatExceptionOfType(HubUnreachableException.class)
        .isThrownBy(() -> hub.pull(cache))
        .withMessageContaining("7,200 s");
  }

  @Test
  void anAddressThatHasEndedIsAskedForAnew() {
    hub.once(place, (request, out) -> TestServer.send(out, 403, Map.of(), new byte[0]));
    assertThat(weights(hub.pull(cache))).hasBinaryContent(WEIGHTS);
  }

  @Test
  void aHubThatIsNotThereIsNamed() {
    HubSettings settings = hub.settings(cache);
    hub.close();
    assertThatExceptionOfType(HubUnreachableException.class)
        .isThrownBy(() -> hub.pull(settings, PullRequest.of(ModelReference.of(TestHub.NAME))))
        .withMessageContaining(settings.endpoint().toString())
        .withMessageContaining("no connection");
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void twoPullsAtOnceDownloadOnce() throws Exception {
    hub.once(
        place,
        (request, out) -> {
          Thread.sleep(400);
          TestHub.content(WEIGHTS, request, Map.of(), out);
        });
    List<PullResult> results = new ArrayList<>();
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      Callable<PullResult> pull = () -> hub.pull(cache);
      for (Future<PullResult> future : both.invokeAll(List.of(pull, pull))) {
        results.add(future.get());
      }
    }
    assertThat(results).allMatch(result -> Files.exists(weights(result)));
    assertThat(results.stream().mapToLong(PullResult::receivedBytes).sum())
        .isEqualTo(results.getFirst().plan().bytes());
    assertThat(hub.store().requests()).hasSize(1);
    assertThat(hub.notices()).anyMatch(notice -> notice.contains("another process"));
  }

  private static Path weights(PullResult result) {
    return result.plan().snapshot().resolve("model.safetensors");
  }
}
