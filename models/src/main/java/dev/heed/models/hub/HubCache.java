package dev.heed.models.hub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The cache of models that were pulled, by Heed or by Python's huggingface_hub. Only looks; {@link
 * ModelHub} writes.
 */
public final class HubCache {
  private static final String MAIN = "main";

  private final CacheFolder folder;

  /** The cache in that folder, which need not be there. */
  public HubCache(Path folder) {
    this.folder = new CacheFolder(folder);
  }

  /** The cache that HF_HUB_CACHE, HF_HOME or XDG_CACHE_HOME name, or else the usual one. */
  public static HubCache fromEnvironment() {
    return new HubCache(HubSettings.cacheOf(System.getenv()));
  }

  /** Its folder. */
  public Path folder() {
    return folder.root();
  }

  RepositoryFolder repository(RepositoryId id) {
    return new RepositoryFolder(folder, id);
  }

  /**
   * Where the main branch of a model lies, as it was pulled: the snapshot's folder, or a GGUF file
   * in it. Empty if it was not pulled.
   *
   * @throws HubException if the snapshot has several GGUF files and none is named
   */
  public Optional<Path> find(ModelReference model) {
    RepositoryFolder repository = repository(model.id());
    Optional<String> commit =
        repository.commit(MAIN).filter(c -> Files.isDirectory(repository.snapshot(c)));
    if (commit.isEmpty()) {
      return Optional.empty();
    }
    Path snapshot = repository.snapshot(commit.get());
    List<HubFile> files = repository.found(commit.get()).files();
    GgufFiles ggufs = new GgufFiles(files);
    String name = model.file();
    if (name == null) {
      boolean folderIsModel =
          ggufs.models().isEmpty()
              || files.stream().anyMatch(file -> file.name().endsWith(".safetensors"));
      return Optional.of(
          folderIsModel ? snapshot : snapshot.resolve(ggufs.only(model.id()).first().path()));
    }
    return files.stream()
        .filter(file -> file.path().equals(name))
        .findFirst()
        .or(() -> ggufs.named(name, model.id()).map(GgufFiles.Model::first))
        .map(file -> snapshot.resolve(file.path()));
  }

  /** The same as a finished pull, if the snapshot holds all that the request takes. */
  Optional<CachedSnapshot> complete(PullRequest request) {
    RepositoryFolder repository = repository(request.id());
    return repository
        .commit(request.revision())
        .filter(commit -> Files.isDirectory(repository.snapshot(commit)))
        .flatMap(commit -> CachedSnapshot.of(repository, commit, request));
  }
}
