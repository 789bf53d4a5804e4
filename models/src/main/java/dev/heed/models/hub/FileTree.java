package dev.heed.models.hub;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All files of a repository at one commit.
 *
 * @param commit 40 hexadecimal digits
 * @param files no two of one path, none in a place where another one is
 */
record FileTree(String commit, List<HubFile> files) {
  /** Model repositories hold tens of files; the public hub advises against more than this. */
  static final int MOST_FILES = 100_000;

  FileTree {
    if (!isCommit(commit)) {
      throw new HubException(
          "the hub calls the commit '%s'; expected 40 hexadecimal digits"
              .formatted(Printable.of(commit)));
    }
    files = List.copyOf(files);
    check(files);
  }

  static boolean isCommit(String text) {
    return text.matches("[0-9a-f]{40}");
  }

  Optional<HubFile> file(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }

  /** Whether the listing says enough of every file to be kept. */
  boolean isDescribed() {
    return files.stream().allMatch(file -> file.size() >= 0 && file.gitHash() != null);
  }

  private static void check(List<HubFile> files) {
    if (files.size() > MOST_FILES) {
      throw new HubException("the hub lists more than %,d files".formatted(MOST_FILES));
    }
    Set<String> paths = new HashSet<>();
    for (HubFile file : files) {
      if (!paths.add(file.path())) {
        throw new HubException("the hub lists '%s' twice".formatted(file.path()));
      }
    }
    for (HubFile file : files) {
      String path = file.path();
      for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        if (paths.contains(path.substring(0, slash))) {
          throw new HubException(
              "the hub lists '%s' as a file and as a folder".formatted(path.substring(0, slash)));
        }
      }
    }
  }
}
