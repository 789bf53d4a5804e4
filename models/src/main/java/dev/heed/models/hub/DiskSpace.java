package dev.heed.models.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Whether a plan fits the disk, asked before anything is written. */
final class DiskSpace {
  /** For folders, links and listings. */
  private static final long MARGIN = 1 << 20;

  private DiskSpace() {}

  /**
   * @param force what is there is downloaded again, and takes its place twice for a while
   * @throws HubException with what is needed and what is free
   */
  static void check(RepositoryFolder folder, PullPlan plan, boolean force) {
    long needed = 0;
    Set<HubFile> cached = new HashSet<>(plan.cached());
    Set<FileHash> counted = new HashSet<>(); // two files of one content are one blob
    for (HubFile file : plan.files()) {
      FileHash hash = file.hash().orElseThrow();
      if (!cached.contains(file) && counted.add(hash)) {
        needed += file.size() - (force ? 0 : Math.min(file.size(), length(folder.partial(hash))));
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

  private static long length(Path partial) {
    try {
      return Files.isRegularFile(partial, LinkOption.NOFOLLOW_LINKS) ? Files.size(partial) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
