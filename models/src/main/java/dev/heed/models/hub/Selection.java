package dev.heed.models.hub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a repository are taken, and which are not and why.
 *
 * @param taken at least one
 * @param leftOut the others
 * @param model the file that is the model, such as a GGUF file; null where it is the folder
 */
record Selection(List<HubFile> taken, List<LeftOut> leftOut, @Nullable HubFile model) {
  Selection {
    for (HubFile file : taken) {
      Optional<String> problem = FileName.unportable(file.path());
      if (problem.isPresent()) {
        throw new HubException(
            "'%s' cannot be kept: the name %s; leave it out with --exclude"
                .formatted(file.path(), problem.get()));
      }
    }
  }

  /**
   * What the request asks for.
   *
   * @throws HubException if that is nothing, or not clear
   */
  static Selection of(FileTree tree, PullRequest request) {
    String file = request.model().file();
    if (file != null) {
      return named(tree.files(), file, request.id());
    }
    if (!request.include().isEmpty()) {
      return matching(tree.files(), request);
    }
    List<Glob> exclude = globs(request.exclude());
    List<HubFile> allowed =
        tree.files().stream().filter(candidate -> !matches(exclude, candidate)).toList();
    Selection useful = new UsefulFiles(request.id(), allowed).select();
    List<LeftOut> leftOut = new ArrayList<>(useful.leftOut);
    tree.files().stream()
        .filter(candidate -> matches(exclude, candidate))
        .forEach(excluded -> leftOut.add(new LeftOut(excluded, LeftOut.EXCLUDED)));
    return new Selection(useful.taken, leftOut, useful.model);
  }

  private static Selection named(List<HubFile> files, String name, RepositoryId id) {
    GgufFiles ggufs = new GgufFiles(files);
    Optional<HubFile> exact = files.stream().filter(file -> file.path().equals(name)).findFirst();
    Optional<GgufFiles.Model> model =
        exact.isPresent() ? exact.flatMap(ggufs::of) : ggufs.named(name, id);
    if (model.isPresent()) {
      return only(files, model.get().parts(), model.get().first());
    }
    return exact
        .map(file -> only(files, List.of(file), file))
        .orElseThrow(() -> absent(files, name, id));
  }

  private static HubException absent(List<HubFile> files, String name, RepositoryId id) {
    String there =
        files.stream().map(HubFile::path).limit(40).collect(Collectors.joining("\n  ", "\n  ", ""));
    return new HubException(
        "%s has no file '%s', and no GGUF file with that in its name; it has%s"
            .formatted(id, name, files.isEmpty() ? " none" : there));
  }

  private static Selection matching(List<HubFile> files, PullRequest request) {
    List<Glob> include = globs(request.include());
    List<Glob> exclude = globs(request.exclude());
    List<HubFile> taken = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (HubFile file : files) {
      if (!matches(include, file)) {
        leftOut.add(new LeftOut(file, LeftOut.NOT_ASKED));
      } else if (matches(exclude, file)) {
        leftOut.add(new LeftOut(file, LeftOut.EXCLUDED));
      } else {
        taken.add(file);
      }
    }
    if (taken.isEmpty()) {
      throw new HubException(
          "%s has no file that the patterns take; it has%s"
              .formatted(
                  request.id(),
                  files.stream()
                      .map(HubFile::path)
                      .limit(40)
                      .collect(Collectors.joining("\n  ", "\n  ", ""))));
    }
    List<GgufFiles.Model> ggufs = new GgufFiles(taken).models();
    boolean safetensors = taken.stream().anyMatch(file -> file.name().endsWith(".safetensors"));
    return new Selection(
        taken, leftOut, ggufs.size() == 1 && !safetensors ? ggufs.getFirst().first() : null);
  }

  private static Selection only(List<HubFile> files, List<HubFile> taken, @Nullable HubFile model) {
    Set<HubFile> chosen = new HashSet<>(taken);
    List<LeftOut> leftOut =
        files.stream()
            .filter(file -> !chosen.contains(file))
            .map(file -> new LeftOut(file, LeftOut.NOT_ASKED))
            .toList();
    return new Selection(taken, leftOut, model);
  }

  private static List<Glob> globs(List<String> patterns) {
    return patterns.stream().map(Glob::new).toList();
  }

  private static boolean matches(List<Glob> globs, HubFile file) {
    return globs.stream().anyMatch(glob -> glob.matches(file.path()));
  }
}
