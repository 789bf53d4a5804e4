package dev.heed.models.hub;

import java.util.List;
import java.util.Optional;

/**
 * What is to be pulled. Without a file and without patterns it is what Heed can use.
 *
 * @param model the repository, or a file of it
 * @param revision a branch, a tag or a commit
 * @param include patterns; if there are any, only files that match one are taken
 * @param exclude patterns; files that match one are not taken
 * @param force download again what is in the cache
 */
public record PullRequest(
    ModelReference model,
    String revision,
    List<String> include,
    List<String> exclude,
    boolean force) {
  /**
   * Checks the parts against each other.
   *
   * @throws HubException if they make no sense together
   */
  public PullRequest {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    Optional<String> problem = FileName.problem(revision).or(() -> FileName.unportable(revision));
    if (problem.isPresent() || revision.length() > 200) {
      throw new HubException(
          "'%s' is no revision; expected a branch, a tag or a commit"
              .formatted(Printable.of(revision)));
    }
    if (model.file() != null && !(include.isEmpty() && exclude.isEmpty())) {
      throw new HubException(
          "%s names a file; patterns go with the repository alone".formatted(model));
    }
  }

  /** The main branch of a model. */
  public static PullRequest of(ModelReference model) {
    return new PullRequest(model, "main", List.of(), List.of(), false);
  }

  /** The same at another revision. */
  public PullRequest at(String other) {
    return new PullRequest(model, other, include, exclude, force);
  }

  /** The same with patterns. */
  public PullRequest with(List<String> included, List<String> excluded) {
    return new PullRequest(model, revision, included, excluded, force);
  }

  /** The same, but all is downloaded again. */
  public PullRequest forced() {
    return new PullRequest(model, revision, include, exclude, true);
  }

  RepositoryId id() {
    return model.id();
  }
}
