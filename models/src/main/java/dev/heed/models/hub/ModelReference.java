package dev.heed.models.hub;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks a hub for: a repository, or one file of it.
 *
 * <p>{@code ORG/MODEL:FILE} and {@code ORG/MODEL/FILE} name a file. Behind a colon a part of a GGUF
 * file's name will do where only one file has it, as in {@code ORG/MODEL:Q4_K_M}.
 *
 * @param id the repository
 * @param file a file's path in it or a part of a GGUF file's name; null for the repository
 */
public record ModelReference(RepositoryId id, @Nullable String file) {
  /**
   * Reads what was typed.
   *
   * @throws HubException if it is neither form
   */
  public static ModelReference of(String text) {
    return parse(text)
        .orElseThrow(() ->
            new HubException(
                "'%s' names no model of a hub; expected ORG/MODEL, ORG/MODEL:FILE.gguf or ORG/MODEL/FILE.gguf"
                    .formatted(Printable.of(text))));
  }

  /** The same, or empty if it is neither form. */
  public static Optional<ModelReference> parse(String text) {
    int colon = text.indexOf(':');
    if (colon >= 0) {
      return reference(text.substring(0, colon), text.substring(colon + 1));
    }
    List<String> parts = List.of(text.split("/", 3));
    return parts.size() < 3
        ? reference(text, null)
        : reference(parts.get(0) + "/" + parts.get(1), parts.get(2));
  }

  private static Optional<ModelReference> reference(String repository, @Nullable String file) {
    return file != null && FileName.problem(file).isPresent()
        ? Optional.empty()
        : RepositoryId.parse(repository).map(id -> new ModelReference(id, file));
  }

  @Override
  public String toString() {
    return file == null ? id.name() : id.name() + ":" + file;
  }
}
