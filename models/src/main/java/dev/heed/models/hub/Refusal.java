package dev.heed.models.hub;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Why a hub gives nothing, and what a person can do about it. */
final class Refusal {
  private final HubSettings settings;
  private final RepositoryId id;

  Refusal(HubSettings settings, RepositoryId id) {
    this.settings = settings;
    this.id = id;
  }

  /**
   * An answer of 400 or more.
   *
   * @param revision that was asked for
   * @param file that was asked for; null for the repository
   */
  HubException of(Answer answer, String revision, @Nullable HubFile file) {
    String code = answer.header("X-Error-Code").orElse("");
    return new HubException(
        switch (answer.status()) {
          case 401, 403 -> denied(answer, code);
          case 404 -> missing(code, revision, file);
          default ->
              "%s: the hub refuses with %d%s"
                  .formatted(answer.uri(), answer.status(), said(answer));
        });
  }

  private String denied(Answer answer, String code) {
    URI hub = settings.endpoint();
    AccessToken token = settings.token();
    if (token == null) {
      String what =
          code.equals("GatedRepo")
              ? "%s is gated: its owner wants to know who downloads it. Ask for access at %s/%s"
                  .formatted(id, hub, id)
              : "%s is not there, or not for everybody: check the name. If it is private or gated, get access at %s/%s"
                  .formatted(id, hub, id);
      return "%s, make a token at %s/settings/tokens, and set HF_TOKEN to it or run 'hf auth login'"
          .formatted(what, hub);
    }
    if (code.equals("GatedRepo")) {
      return "%s is gated, and the hub does not let %s in%s; ask for access at %s/%s with the same account"
          .formatted(id, token, said(answer), hub, id);
    }
    return "%s: the hub refuses %s (%d)%s; it may have ended, or lack the right to read this repository: see %s/settings/tokens"
        .formatted(id, token, answer.status(), said(answer), hub);
  }

  private String missing(String code, String revision, @Nullable HubFile file) {
    if (code.equals("RevisionNotFound")) {
      return "%s has no revision '%s'; expected a branch, a tag or a commit: see %s/%s/tree/main"
          .formatted(id, revision, settings.endpoint(), id);
    }
    if (file != null) {
      return "%s at %s has no file '%s' any more, although the hub lists it"
          .formatted(id, revision, file.path());
    }
    return "%s: there is no repository %s".formatted(settings.endpoint(), id);
  }

  private static String said(Answer answer) {
    return answer.header("X-Error-Message").map(text -> ": " + Printable.of(text)).orElse("");
  }
}
