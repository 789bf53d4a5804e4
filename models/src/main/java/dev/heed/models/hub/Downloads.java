package dev.heed.models.hub;

/** The files of one plan, one after the other, each under its lock. */
final class Downloads {
  private final HubClient client;
  private final HubApi api;
  private final HubSettings settings;
  private final PullListener listener;
  private final RepositoryFolder folder;
  private final PullPlan plan;
  private long done;
  private long received;

  Downloads(
      HubClient client,
      HubApi api,
      HubSettings settings,
      PullListener listener,
      RepositoryFolder folder,
      PullPlan plan) {
    this.client = client;
    this.api = api;
    this.settings = settings;
    this.listener = listener;
    this.folder = folder;
    this.plan = plan;
  }

  /**
   * Brings all into the snapshot and gives the bytes that came over the network.
   *
   * @param force what is there is downloaded again
   */
  long run(boolean force) throws InterruptedException {
    for (HubFile file : plan.files()) {
      if (force || !folder.holds(plan.commit(), file)) {
        bring(file, force);
      }
      done += file.size();
      listener.received(done, file);
    }
    return received;
  }

  private void bring(HubFile file, boolean force) throws InterruptedException {
    FileHash hash = file.hash().orElseThrow();
    Runnable waits =
        () -> listener.notice("%s: another process downloads it; waiting".formatted(file.path()));
    try (BlobLock _ = BlobLock.take(folder.lock(hash), waits)) {
      boolean missing = force || !folder.hasBlob(hash, file.size());
      if (missing) {
        Download download =
            new Download(
                client,
                api,
                settings.patience(),
                listener,
                bytes -> listener.received(done + bytes, file),
                plan.commit(),
                file);
        received += download.into(folder, force);
      }
      if (missing || !folder.holds(plan.commit(), file)) {
        folder.link(plan.commit(), file, hash, settings.symlinks(), missing);
      }
    }
  }
}
