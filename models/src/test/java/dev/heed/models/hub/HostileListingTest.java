package dev.heed.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings that want to harm who reads them. Nothing is written for any of them. */
@Timeout(60)
class HostileListingTest {
  private static final String TREE = "/tree/" + TestHub.COMMIT + "?recursive=true";

  private final TestHub hub = TestHub.withModel();
  @TempDir Path cache;

  @AfterEach
  void close() {
    hub.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../config.json",
        "/etc/cron.d/config.json",
        "a/../../config.json",
        "a//config.json",
        "./config.json",
        "a/",
        "..\\\\config.json",
        "C:\\\\config.json",
        "config.json\\u0000.txt",
        "\\u001b[2Jconfig.json",
        "\\ud800",
        ""
      })
  void aNameThatLeadsElsewhereIsRefused(String name) {
    list(file(name, "10", "c06b64da4b222b355e7a83daac91e2572f67e525"));
    refusal("nothing was downloaded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CON",
        "nul.json",
        "a/COM1.txt",
        "aux .gguf",
        "config.json.",
        "a /config.json",
        "a:b",
        "LPT9"
      })
  void aNameThatIsNoFileOnWindowsIsNotKept(String name) {
    hub.small(name, "x");
    PullRequest all = PullRequest.of(ModelReference.of(TestHub.NAME)).with(List.of("*"), List.of());
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> hub.pull(hub.settings(cache), all))
        .withMessageContaining("'" + name + "' cannot be kept");
    assertThat(cache).isEmptyDirectory();
    assertThat(hub.pull(cache).plan().files()).hasSize(4); // it is in nobody's way else
  }

  @ParameterizedTest
  @ValueSource(strings = {"-2", "99999999999999999", "9223372036854775807"})
  void aSizeThatNoFileHasIsRefused(String size) {
    list(file("config.json", size, "c06b64da4b222b355e7a83daac91e2572f67e525"));
    refusal("which no file has");
  }

  @Test
  void moreThanTheDiskHoldsIsRefusedBeforeAnythingIsWritten() {
    list(file("model.safetensors", "15000000000000", "c06b64da4b222b355e7a83daac91e2572f67e525"));
    refusal("needs 15.0 TB more", cache.toString());
  }

  @Test
  void aFileTwiceIsRefused() {
    String file = file("config.json", "10", "c06b64da4b222b355e7a83daac91e2572f67e525");
    list(file + "," + file);
    refusal("twice");
  }

  @Test
  void aFileInAFileIsRefused() {
    list(
        file("a", "10", "c06b64da4b222b355e7a83daac91e2572f67e525")
            + ","
            + file("a/b", "10", "c06b64da4b222b355e7a83daac91e2572f67e525"));
    refusal("as a file and as a folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../etc/passwd", "/tmp/x", "", "W/\\\"abc\\\"", "\\\"..\\\""})
  void aHashThatIsAPathIsNoHash(String hash) {
    list(file("model.safetensors", "10", hash));
    hub.always(
        "/model.safetensors",
        (request, out) ->
            TestServer.send(
                out,
                200,
                Map.of("X-Linked-Etag", hash.replace("\\", ""), "X-Linked-Size", "10"),
                new byte[0]));
    refusal("tells no hash");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../x", "main", "0123", "0123456789ABCDEF0123456789abcdef01234567", ""})
  void aCommitThatIsNoneIsRefused(String commit) {
    hub.always(
        "/revision/main",
        (request, out) -> TestHub.json(out, Map.of(), "{\"sha\": \"%s\"}".formatted(commit)));
    hub.always(
        "/tree/" + commit + "?recursive=true", (r, out) -> TestHub.json(out, Map.of(), "[]"));
    assertThatExceptionOfType(HubException.class).isThrownBy(() -> hub.pull(cache));
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void anAnswerWithoutEndIsNotReadToIt() {
    byte[] spaces = new byte[1 << 16];
    Arrays.fill(spaces, (byte) ' ');
    hub.always(
        TREE,
        (request, out) -> {
          TestServer.head(out, 200, Map.of());
          while (true) {
            out.write(spaces);
          }
        });
    refusal("more than 33,554,432 bytes");
  }

  @Test
  void anAnswerNestedWithoutEndIsNoAnswer() {
    hub.always(TREE, (r, out) -> TestHub.json(out, Map.of(), "[".repeat(1_000_000)));
    refusal("is not the JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>Sign in</html>", "{}", "17", "", "[{\"type\": \"file\"}]"})
  void whatIsNoListingIsRefused(String text) {
    hub.always(TREE, (r, out) -> TestHub.json(out, Map.of(), text));
    assertThatExceptionOfType(HubException.class).isThrownBy(() -> hub.pull(cache));
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void pagesThatNeverEndAreLeft() {
    hub.always(
        "more",
        (r, out) ->
            TestHub.json(
                out, Map.of("Link", "<x" + r.target().substring(1) + ">; rel=\"next\""), "[]"));
    hub.always(TREE, (r, out) -> TestHub.json(out, Map.of("Link", "</more>; rel=\"next\""), "[]"));
    refusal("does not end");
  }

  @Test
  void aPageThatLeadsToItselfIsLeft() {
    hub.always(
        TREE,
        (r, out) -> TestHub.json(out, Map.of("Link", "<" + r.target() + ">; rel=\"next\""), "[]"));
    refusal("does not end");
  }

  @Test
  void aLinkWithoutEndIsNotLookedThrough() {
    hub.always(TREE, (r, out) -> TestHub.json(out, Map.of("Link", "<".repeat(100_000)), "[]"));
    refusal("the next page in 100,000 letters");
  }

  @Test
  void theNextPageIsOnTheWebAsWell() {
    hub.always(
        TREE,
        (r, out) -> TestHub.json(out, Map.of("Link", "<file:///etc/passwd>; rel=\"next\""), "[]"));
    refusal("file:///etc/passwd");
  }

  private void list(String files) {
    hub.always(TREE, (request, out) -> TestHub.json(out, Map.of(), "[" + files + "]"));
  }

  private static String file(String path, String size, String hash) {
    return "{\"type\": \"file\", \"path\": \"%s\", \"size\": %s, \"oid\": \"%s\"}"
        .formatted(path, size, hash);
  }

  private void refusal(String... texts) {
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> hub.pull(cache))
        .satisfies(e -> assertThat(e.getMessage()).contains(texts));
    assertThat(cache).isEmptyDirectory();
  }
}
