package dev.heed.models.hub;

import java.util.HashSet;
import java.util.Set;

/** Whether a plan fits the disk, asked before anything is written. */
final class DiskSpace {
  /** For folders, links and listings. */
  private static final long MARGIN = 1 << 20;

  private DiskSpace() {}

  /**
   * @throws HubException with what is needed and what is free
   */
  static void check(RepositoryFolder folder, PullPlan plan) {
    Set<HubFile> cached = new HashSet<>(plan.cached());
    Set<FileHash> counted = new HashSet<>(); // two files of one content are one blob
    long needed = -plan.partialBytes();
    for (HubFile file : plan.files()) {
      if (!cached.contains(file) && counted.add(file.hash().orElseThrow())) {
        needed += file.size();
      }
    }
    long free = folder.cache().free();
    if (needed > 0 && free >= 0 && needed + MARGIN > free) {
      throw new HubException(
          "%s needs %s more on the disk of %s, where %s are free; make room there, or name a cache elsewhere with --cache or HF_HUB_CACHE"
              .formatted(
                  plan.id(), ByteCount.of(needed), folder.cache().root(), ByteCount.of(free)));
    }
  }
}
