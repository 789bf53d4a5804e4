package dev.heed.models.hub;

import java.util.Optional;

/**
 * A snapshot that needs no hub.
 *
 * @param commit which
 * @param selection of its files, all of which are there
 */
record CachedSnapshot(String commit, Selection selection) {
  /** Empty where something is missing, as far as the listing tells or else the files' own names. */
  static Optional<CachedSnapshot> of(
      RepositoryFolder repository, String commit, PullRequest request) {
    Selection selection;
    try {
      FileTree tree = repository.tree(commit).orElseGet(() -> repository.found(commit));
      selection = Selection.of(tree, request);
    } catch (HubException e) {
      return Optional.empty(); // what was pulled is something else
    }
    boolean complete =
        selection.taken().stream().allMatch(file -> repository.holds(commit, file))
            && UsefulFiles.isWhole(selection.taken());
    return complete ? Optional.of(new CachedSnapshot(commit, selection)) : Optional.empty();
  }
}
