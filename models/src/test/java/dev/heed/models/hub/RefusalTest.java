package dev.heed.models.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person reads whom the hub refuses. */
class RefusalTest {
  private final TestHub hub = TestHub.withModel();
  @TempDir Path cache;

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void aGatedModelSaysHowToGetAToken() {
    hub.wantToken("hf_right");
    message(TestHub.NAME, null)
        .contains("org/tiny is gated", hub.hub().address() + "/org/tiny", "/settings/tokens")
        .contains("HF_TOKEN");
  }

  @Test
  void aTokenWithoutAccessIsNamedByWhereItComesFrom() {
    hub.wantToken("hf_right");
    message(TestHub.NAME, "hf_wrong")
        .contains("gated", "the token from HF_TOKEN", "ask for access")
        .doesNotContain("hf_wrong");
  }

  @Test
  void aTokenThatHasEndedIsSaid() {
    hub.always(
        "/revision/main",
        (r, out) ->
            TestServer.send(out, 403, Map.of("X-Error-Message", "Expired token"), new byte[0]));
    message(TestHub.NAME, "hf_old").contains("may have ended", "Expired token");
  }

  @Test
  void nothingThatAServerSendsCommandsATerminal() {
    hub.always(
        "/revision/main",
        (r, out) -> TestServer.send(out, 403, Map.of("X-Error-Message", "\u001b[2J"), new byte[0]));
    message(TestHub.NAME, null).doesNotContain("\u001b");
  }

  @Test
  void aRepositoryThatIsNotThereIsSaid() {
    message("org/other", null).contains("there is no repository org/other");
  }

  @Test
  void aRepositoryThatOnlySomeMaySeeIsNoSecret() {
    hub.always(
        "/revision/main",
        (r, out) -> TestServer.send(out, 401, Map.of("X-Error-Code", "RepoNotFound"), new byte[0]));
    message(TestHub.NAME, null).contains("is not there, or not for everybody", "HF_TOKEN");
  }

  @Test
  void aRevisionThatIsNotThereIsSaid() {
    PullRequest request = PullRequest.of(ModelReference.of(TestHub.NAME)).at("v9");
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(() -> hub.pull(hub.settings(cache), request))
        .withMessageContaining("has no revision 'v9'");
  }

  @Test
  void aFileThatIsNotThereIsSaidWithThoseThatAre() {
    message("org/tiny:model.gguf", null).contains("has no file 'model.gguf'", "model.safetensors");
  }

  @Test
  void aFileThatTheHubListsAndDoesNotHaveIsSaid() {
    hub.always(
        "/config.json",
        (r, out) ->
            TestServer.send(out, 404, Map.of("X-Error-Code", "EntryNotFound"), new byte[0]));
    message(TestHub.NAME, null).contains("no file 'config.json' any more");
  }

  private AbstractStringAssert<?> message(String model, @Nullable String token) {
    HubSettings plain = hub.settings(cache);
    HubSettings settings =
        new HubSettings(
            plain.endpoint(),
            cache,
            token == null ? null : new AccessToken(token, "HF_TOKEN"),
            false,
            true,
            plain.proxy(),
            plain.patience());
    try {
      hub.pull(settings, PullRequest.of(ModelReference.of(model)));
    } catch (HubException e) {
      return assertThat(e.getMessage());
    }
    throw new AssertionError("expected a refusal");
  }
}
