package dev.heed.models.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A hub that speaks Hugging Face's protocol, and the cache that models from it are kept in.
 *
 * <pre>{@code
 * try (ModelHub hub = new ModelHub(HubSettings.fromEnvironment())) {
 *   PullResult pulled = hub.pull(PullRequest.of(ModelReference.of("ORG/MODEL")), PullListener.NONE);
 *   Path model = pulled.plan().model();
 * }
 * }</pre>
 *
 * <p>A pull that is cut, by whatever, leaves what it has; the next one goes on with it.
 * Thread-safe; several processes may pull at once, and each file is downloaded by one of them.
 */
public final class ModelHub implements AutoCloseable {
  private final HubSettings settings;
  private final HubCache cache;
  private final HubClient client;

  /** Opens nothing yet. */
  public ModelHub(HubSettings settings) {
    this.settings = settings;
    this.cache = new HubCache(settings.cache());
    this.client = new HubClient(settings);
  }

  /**
   * Brings what the request takes into the cache. Where the hub cannot be reached, what is there
   * will do if it is complete.
   *
   * @throws HubUnreachableException if the hub cannot be reached and the cache lacks something
   * @throws HubException if the hub refuses, the disk is too small, or what comes is wrong
   */
  public PullResult pull(PullRequest request, PullListener listener) {
    try {
      return pullOrWait(request, listener);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HubException(
          "pulling %s was interrupted; the next pull goes on".formatted(request.model()), e);
    }
  }

  private PullResult pullOrWait(PullRequest request, PullListener listener)
      throws InterruptedException {
    Optional<CachedSnapshot> cached = cache.complete(request);
    if (settings.offline()) {
      return fromCache(cached, request, listener, "HF_HUB_OFFLINE is set")
          .orElseThrow(() ->
              new HubException(
                  "%s at %s is not in the cache, or not all of it, and HF_HUB_OFFLINE is set: %s"
                      .formatted(request.model(), request.revision(), cache.folder())));
    }
    // Without a network a person wants to hear so soon, and who has it all does not want to wait.
    int most = cached.isPresent() ? 2 : 4;
    Patience patience =
        settings.patience().withAttempts(Math.min(most, settings.patience().attempts()));
    HubApi api = new HubApi(client, settings, patience, request.id(), listener::notice);
    FileTree tree;
    try {
      tree = api.tree(api.commit(request.revision()));
    } catch (HubUnreachableException e) {
      return fromCache(cached, request, listener, String.valueOf(e.getMessage()))
          .orElseThrow(() -> e);
    }
    return download(tree, request, api, listener);
  }

  private Optional<PullResult> fromCache(
      Optional<CachedSnapshot> cached, PullRequest request, PullListener listener, String why) {
    if (request.force()) {
      return Optional.empty();
    }
    return cached.map(snapshot -> {
      List<HubFile> files = snapshot.selection().taken();
      PullPlan plan = plan(snapshot.commit(), snapshot.selection(), files, files, 0, request);
      listener.planned(plan);
      return new PullResult(plan, 0, why);
    });
  }

  private PullResult download(FileTree tree, PullRequest request, HubApi api, PullListener listener)
      throws InterruptedException {
    Selection selection = Selection.of(tree, request);
    RepositoryFolder folder = cache.repository(request.id());
    String commit = tree.commit();
    List<HubFile> files = new ArrayList<>();
    List<HubFile> present = new ArrayList<>();
    Map<FileHash, Long> partial = new HashMap<>();
    for (HubFile listed : selection.taken()) {
      HubFile file = listed.isDescribed() ? listed : api.described(listed, commit);
      files.add(file);
      if (!request.force() && isPresent(folder, commit, file)) {
        present.add(file);
      } else if (!request.force()) {
        partial.computeIfAbsent(
            file.hash().orElseThrow(), hash -> folder.partialBytes(hash, file.size()));
      }
    }
    long begun = partial.values().stream().mapToLong(Long::longValue).sum();
    PullPlan plan = plan(commit, selection, files, present, begun, request);
    DiskSpace.check(folder, plan);
    listener.planned(plan);
    boolean complete = files.stream().allMatch(file -> folder.holds(commit, file));
    long received = 0;
    if (request.force() || !complete) { // else nothing is written: the cache may be read-only
      folder.makeBlobs();
      folder.cache().tag();
      folder.keepTree(tree);
      received = new Downloads(client, api, settings, listener, folder, plan).run(request.force());
    }
    // Last, so that a pull that was cut leaves the name with the commit that is complete.
    folder.keepCommit(request.revision(), commit);
    return new PullResult(plan, received, null);
  }

  private static boolean isPresent(RepositoryFolder folder, String commit, HubFile file) {
    return folder.holds(commit, file)
        || file.hash().filter(hash -> folder.hasBlob(hash, file.size())).isPresent();
  }

  private PullPlan plan(
      String commit,
      Selection selection,
      List<HubFile> files,
      List<HubFile> present,
      long partialBytes,
      PullRequest request) {
    RepositoryFolder folder = cache.repository(request.id());
    @Nullable HubFile model = selection.model();
    return new PullPlan(
        request.id(),
        request.revision(),
        commit,
        files,
        present,
        partialBytes,
        selection.leftOut(),
        folder.snapshot(commit),
        model == null ? folder.snapshot(commit) : folder.pointer(commit, model));
  }

  /** Drops open connections. */
  @Override
  public void close() {
    client.close();
  }
}
