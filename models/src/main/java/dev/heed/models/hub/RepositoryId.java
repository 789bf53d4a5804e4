package dev.heed.models.hub;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a model's repository on a hub, such as {@code HuggingFaceTB/SmolLM2-135M-Instruct},
 * or of an old one without an owner, such as {@code gpt2}.
 *
 * @param name both parts, with a slash between them
 */
public record RepositoryId(String name) {
  private static final String PART = "[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?";
  private static final Pattern FORM = Pattern.compile("(?:" + PART + "/)?" + PART);

  /**
   * Checks the name by the hub's own rules.
   *
   * @throws HubException if a hub has no such names
   */
  public RepositoryId {
    if (!isValid(name)) {
      throw new HubException(
          "'%s' is no name of a repository; expected ORG/MODEL of letters, digits, '-', '_' and '.'"
              .formatted(Printable.of(name)));
    }
  }

  /** The repository of that name, or empty where no hub has such names. */
  public static Optional<RepositoryId> parse(String name) {
    return isValid(name) ? Optional.of(new RepositoryId(name)) : Optional.empty();
  }

  /** Its folder in the cache: two dashes, which no name holds, stand for the slash. */
  String folder() {
    return "models--" + name.replace("/", "--");
  }

  private static boolean isValid(String name) {
    return FORM.matcher(name).matches()
        && !name.contains("--")
        && !name.contains("..")
        && !name.endsWith(".git");
  }

  @Override
  public String toString() {
    return name;
  }
}
