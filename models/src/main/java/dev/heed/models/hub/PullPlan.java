package dev.heed.models.hub;

import java.nio.file.Path;
import java.util.List;

/**
 * What a pull takes.
 *
 * @param id of the repository
 * @param revision that was asked for
 * @param commit that it is
 * @param files that are taken
 * @param cached those of them that were in the cache
 * @param partialBytes that are there of the others, from a pull that was cut
 * @param leftOut the repository's other files
 * @param snapshot the folder that they are in afterwards
 * @param model what Heed opens: the snapshot, or the GGUF file in it, or the file that was named
 */
public record PullPlan(
    RepositoryId id,
    String revision,
    String commit,
    List<HubFile> files,
    List<HubFile> cached,
    long partialBytes,
    List<LeftOut> leftOut,
    Path snapshot,
    Path model) {
  /** Copies the lists. */
  public PullPlan {
    files = List.copyOf(files);
    cached = List.copyOf(cached);
    leftOut = List.copyOf(leftOut);
  }

  /** Of all files that are taken. */
  public long bytes() {
    return files.stream().mapToLong(HubFile::size).sum();
  }

  /** Of those that were in the cache. */
  public long cachedBytes() {
    return cached.stream().mapToLong(HubFile::size).sum();
  }
}
